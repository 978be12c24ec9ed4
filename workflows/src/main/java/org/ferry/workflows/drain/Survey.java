package org.ferry.workflows.drain;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.choose.Refusal;
import org.ferry.workflows.drain.Promises.Room;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;

/** Looks at a host and at what is on it, changing nothing. */
final class Survey {
    /** Instances that are planned at once. */
    private static final int WINDOW = 10;

    private static final int TIMES = 5;
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final DrainRequest request;

    Survey(DrainRequest request) {
        this.request = request;
    }

    /** The instances that Nova has on the host. */
    List<InstanceSummary> instances() {
        return Stubs.looking("list the instances on " + request.host())
                .compute()
                .summarizeInstances(request.host());
    }

    /** How each would be moved, or why it can't be: by a dry run of its own. */
    List<InstanceMove> plan(List<InstanceSummary> instances) {
        List<InstanceMove> planned = new ArrayList<>();
        for (int first = 0; first < instances.size(); first += WINDOW) {
            List<Promise<InstanceMove>> window =
                    instances.subList(first, Math.min(instances.size(), first + WINDOW)).stream()
                            .map(instance -> Async.function(() -> plan(instance, TIMES)))
                            .toList();
            window.forEach(promise -> planned.add(promise.get()));
        }
        return planned;
    }

    private InstanceMove plan(InstanceSummary instance, int again) {
        MigrateInstanceWorkflow dryRun = Workflow.newChildWorkflowStub(
                MigrateInstanceWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(MigrateInstanceWorkflow.planId(instance.id()))
                        .setStaticSummary("plan " + instance.name())
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                        .build());
        try {
            MigrationReport report = dryRun.migrate(request.planOf(instance.id()));
            return planned(instance.in(report.plan().serverGroups()), report.plan());
        } catch (ChildWorkflowFailure failure) {
            Failures.rethrowCancellation(failure);
            if (again > 0 && isOthers(failure)) {
                Workflow.sleep(AGAIN);
                return plan(instance, again - 1);
            }
            return InstanceMove.blocked(instance, Failures.reason(failure));
        }
    }

    /** Somebody else plans the same instance, or has ended this plan for one of his own. */
    private static boolean isOthers(ChildWorkflowFailure failure) {
        return failure.getCause() instanceof WorkflowExecutionAlreadyStarted
                || failure.getCause() instanceof TerminatedFailure;
    }

    private InstanceMove planned(InstanceSummary instance, Plan plan) {
        if (plan.order().isEmpty()) {
            return InstanceMove.blocked(instance, Refusal.of(plan, null).strip());
        }
        List<String> hosts = request.to().size() == 1
                ? request.to()
                : plan.targets().stream()
                        .filter(Plan.Target::possible)
                        .map(Plan.Target::host)
                        .filter(host -> request.to().isEmpty() || request.to().contains(host))
                        .toList();
        if (hosts.isEmpty()) {
            return InstanceMove.blocked(
                    instance,
                    "none of the hosts that the drain may use may take it: " + String.join(", ", request.to()));
        }
        Plan.Option option = plan.option(Method.named(plan.order().get(0)).orElseThrow());
        Window window = request.window();
        if (window != null && option.millis() > window.length().toMillis()) {
            return InstanceMove.blocked(
                    instance, "its move would take about " + option.millis() / 60_000 + " min, longer than a window");
        }
        return InstanceMove.planned(instance, option.method(), option.millis(), hosts);
    }

    /** What every host but this one has left. */
    Map<String, Room> rooms() {
        Map<String, Capacity> capacities = Stubs.looking("list the providers").placement().listProviders().stream()
                .collect(Collectors.toMap(Candidate::name, Candidate::capacity));
        Map<String, Room> rooms = new HashMap<>();
        for (ComputeHost host :
                Stubs.looking("list the compute hosts").compute().listHosts()) {
            Capacity capacity = capacities.get(host.hypervisorHostname());
            if (capacity != null && host.up() && !host.name().equals(request.host())) {
                rooms.put(host.name(), new Room(free(capacity, "VCPU"), memory(capacity), free(capacity, "DISK_GB")));
            }
        }
        return rooms;
    }

    /** As a move counts it, see {@code allowOvercommit}. */
    private long memory(Capacity capacity) {
        Capacity.Inventory memory = capacity.inventories().get("MEMORY_MB");
        return memory == null || request.allowOvercommit()
                ? free(capacity, "MEMORY_MB")
                : Math.min(memory.free(), memory.left());
    }

    private static long free(Capacity capacity, String resource) {
        Capacity.Inventory inventory = capacity.inventories().get(resource);
        return inventory == null ? 0 : inventory.free();
    }

    /** The server groups of the instances, with where their members are. */
    List<ServerGroup> groups(List<InstanceMove> moves) {
        List<String> ids = moves.stream()
                .flatMap(move -> move.instance().serverGroups().stream())
                .distinct()
                .toList();
        return ids.isEmpty()
                ? List.of()
                : Stubs.looking("look up the server groups").compute().describeServerGroups(ids);
    }

    /** What is still on the host by Nova, Placement and the hypervisor itself; each a sentence. */
    List<String> remains() {
        List<String> remains = new ArrayList<>();
        ask("Nova", remains, () -> ofNova(remains));
        ask("Placement", remains, () -> ofPlacement(remains));
        ask("the hypervisor", remains, () -> ofHypervisor(remains));
        return remains;
    }

    private void ask(String whom, List<String> remains, Proc question) {
        try {
            question.apply();
        } catch (ActivityFailure failure) {
            Failures.rethrowCancellation(failure);
            remains.add(whom + " could not be asked what is on " + request.host() + ": " + Failures.reason(failure));
        }
    }

    private void ofNova(List<String> remains) {
        instances()
                .forEach(instance ->
                        remains.add("Nova has " + instance.name() + " (" + instance.id() + ") on " + request.host()));
    }

    private void ofPlacement(List<String> remains) {
        String host = request.host();
        ComputeHost described = Stubs.looking("look up " + host).compute().describeHost(host);
        Stubs.looking("read what is claimed of " + host)
                .placement()
                .describeCapacity(described.hypervisorHostname())
                .inventories()
                .forEach((resource, inventory) -> {
                    if (inventory.used() > 0) {
                        remains.add("Placement has " + inventory.used() + " " + resource + " of " + host + " claimed");
                    }
                });
    }

    private void ofHypervisor(List<String> remains) {
        Stubs.looking("list the domains on " + request.host())
                .hosts()
                .measure(request.host())
                .domains()
                .forEach(domain -> remains.add("libvirt on " + request.host() + " has the domain " + domain));
    }
}
