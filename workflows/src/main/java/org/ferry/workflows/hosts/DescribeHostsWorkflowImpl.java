package org.ferry.workflows.hosts;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Aggregate;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostMeasure;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.PlacementActivities;
import org.jspecify.annotations.Nullable;

/** Asks Nova, Placement and each host; a host that does not answer is listed all the same. */
public final class DescribeHostsWorkflowImpl implements DescribeHostsWorkflow {
    /** Hosts that are asked at once. */
    private static final int WINDOW = 20;

    @Override
    public List<HostCapacity> describe(@Nullable String host) {
        ComputeActivities compute = Workflow.newActivityStub(ComputeActivities.class, options("list the hosts"));
        List<ComputeHost> hosts = host == null ? compute.listHosts() : List.of(compute.describeHost(host));
        Map<String, Capacity> capacities = capacities();
        List<HostCapacity> described = new ArrayList<>();
        for (int first = 0; first < hosts.size(); first += WINDOW) {
            List<Promise<HostCapacity>> window = hosts.subList(first, Math.min(hosts.size(), first + WINDOW)).stream()
                    .map(each -> Async.function(() -> describe(each, capacities.get(each.hypervisorHostname()))))
                    .toList();
            window.forEach(promise -> described.add(promise.get()));
        }
        return described;
    }

    private static Map<String, Capacity> capacities() {
        return Workflow.newActivityStub(PlacementActivities.class, options("list the providers"))
                .listProviders()
                .stream()
                .collect(Collectors.toMap(Candidate::name, Candidate::capacity));
    }

    private static HostCapacity describe(ComputeHost host, @Nullable Capacity capacity) {
        List<Instance> instances = Workflow.newActivityStub(
                        ComputeActivities.class, options("list the instances on " + host.name()))
                .listInstances(host.name());
        HostMeasure measure = new HostMeasure(-1, -1, -1, -1, List.of());
        String unreachable = null;
        try {
            measure = Workflow.newActivityStub(HostActivities.class, options("measure " + host.name()))
                    .measure(host.name());
        } catch (ActivityFailure failure) {
            unreachable = Failures.reason(failure);
        }
        return new HostCapacity(
                host.name(),
                host.availabilityZone(),
                host.aggregates().stream().map(Aggregate::name).toList(),
                host.up(),
                host.enabled(),
                host.disabledReason(),
                instances.size(),
                use(capacity, "VCPU", instances, Flavor::vcpus),
                use(capacity, "MEMORY_MB", instances, Flavor::memoryMiB),
                use(capacity, "DISK_GB", instances, DescribeHostsWorkflowImpl::diskGiB),
                projects(instances),
                measure.freeDisk(),
                measure.availableMemory(),
                unreachable);
    }

    private static HostCapacity.Use use(
            @Nullable Capacity capacity, String resource, List<Instance> instances, ToLongFunction<Flavor> amount) {
        long usedMax = sum(instances, amount);
        Capacity.Inventory inventory =
                capacity == null ? null : capacity.inventories().get(resource);
        return inventory == null
                ? new HostCapacity.Use(0, 1, 0, usedMax)
                : new HostCapacity.Use(
                        inventory.total() - inventory.reserved(),
                        inventory.allocationRatio(),
                        inventory.used(),
                        usedMax);
    }

    private static List<HostCapacity.Project> projects(List<Instance> instances) {
        Map<String, List<Instance>> byProject =
                instances.stream().collect(Collectors.groupingBy(Instance::project, TreeMap::new, Collectors.toList()));
        return byProject.entrySet().stream()
                .map(entry -> new HostCapacity.Project(
                        entry.getKey(),
                        entry.getValue().size(),
                        sum(entry.getValue(), Flavor::vcpus),
                        sum(entry.getValue(), Flavor::memoryMiB),
                        sum(entry.getValue(), DescribeHostsWorkflowImpl::diskGiB)))
                .toList();
    }

    private static long sum(List<Instance> instances, ToLongFunction<Flavor> amount) {
        return instances.stream().map(Instance::flavor).mapToLong(amount).sum();
    }

    private static long diskGiB(Flavor flavor) {
        return (long) flavor.rootGiB() + flavor.ephemeralGiB();
    }

    private static ActivityOptions options(String summary) {
        return ActivityOptions.newBuilder()
                .setSummary(summary)
                .setStartToCloseTimeout(Duration.ofMinutes(1))
                .setHeartbeatTimeout(Duration.ofSeconds(10))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                .build();
    }
}
