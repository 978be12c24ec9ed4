package org.ferry.workflows.drain;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.temporal.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.Capacity.Inventory;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostMeasure;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.PlacementActivities;
import org.ferry.workflows.activity.ReportActivities;
import org.ferry.workflows.activity.RunActivities;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServiceActivities;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

/** A cloud of some hosts, of which compute-1 has instances; as much of it as a drain looks at. */
final class Cloud {
    /** On compute-1. */
    final List<InstanceSummary> instances = new CopyOnWriteArrayList<>();
    /** Host to its memory in MiB. */
    final Map<String, Long> rooms = new ConcurrentHashMap<>(
            new TreeMap<>(Map.of("compute-1", 100_000L, "compute-2", 100_000L, "compute-3", 100_000L)));

    volatile ComputeService service = new ComputeService("compute-1", true, true, null);
    /** What was done to the service, in order. */
    final List<String> done = new CopyOnWriteArrayList<>();
    /** Libvirt's on compute-1. */
    final List<String> domains = new CopyOnWriteArrayList<>();

    volatile List<ServerGroup> groups = List.of();
    volatile List<String> deadAgents = List.of();
    volatile List<RunActivities.TakenAway> takenAway = List.of();
    /** The reports that were kept. */
    final List<ReportedDrain> kept = new CopyOnWriteArrayList<>();

    volatile boolean diskIsFull;
    /** Claimed of compute-1 although no instance is there. */
    volatile long claimed;

    void add(String id, @Nullable String priority) {
        instances.add(new InstanceSummary(id, "vm-" + id, priority, 1, 1024, 1, List.of()));
    }

    void register(Worker worker) {
        for (Class<?> type : List.of(
                ComputeActivities.class,
                PlacementActivities.class,
                HostActivities.class,
                NetworkActivities.class,
                RunActivities.class,
                ReportActivities.class,
                ServiceActivities.class)) {
            worker.registerActivitiesImplementations(
                    mock(type, withSettings().withoutAnnotations().defaultAnswer(call -> answer(type, call))));
        }
    }

    private @Nullable Object answer(Class<?> type, InvocationOnMock call) {
        String name = call.getMethod().getName();
        return switch (name) {
            case "hashCode" -> System.identityHashCode(type);
            case "toString" -> "fake";
            case "equals" -> false;
            case "describeHost" -> host(call.getArgument(0));
            case "listHosts" -> rooms.keySet().stream().sorted().map(this::host).toList();
            case "summarizeInstances" -> new ArrayList<>(instances);
            case "describeServerGroups" -> groups;
            case "listProviders" ->
                rooms.keySet().stream()
                        .sorted()
                        .map(host -> new Candidate(host + ".example", capacity(rooms.get(host), 0)))
                        .toList();
            case "describeCapacity" -> capacity(100_000L, instances.size() * 1024L + claimed);
            case "measure" -> new HostMeasure(1, 1, 1, 1, List.copyOf(domains));
            case "list" -> List.of(service, new ComputeService("compute-2", true, true, null));
            case "disable" -> disable(call.getArgument(0));
            case "restore" -> restore(call.getArgument(0));
            case "enable" -> enable();
            case "listDeadAgents" -> deadAgents;
            case "listTakenAway" -> takenAway;
            case "findEnd" ->
                Optional.of(new RunActivities.RunEnd(
                        false, "", "", 0, 0, List.of(), Failures.RETURNED, "the other run gave up", 0));
            case "keepDrain" -> keep(call.getArgument(0));
            default -> throw new UnsupportedOperationException(type + "." + name);
        };
    }

    private Optional<String> keep(ReportedDrain drain) {
        if (diskIsFull) {
            throw Failures.of("NoSpace", "no space left");
        }
        kept.add(drain);
        return Optional.of("worker-1:/reports/" + drain.runId() + ".html");
    }

    private @Nullable Object enable() {
        done.add("enabled");
        service = new ComputeService("compute-1", true, true, null);
        return null;
    }

    private @Nullable Object disable(Change change) {
        done.add("disabled: " + change.reason());
        if (service.enabled()) {
            service = new ComputeService("compute-1", true, false, change.reason());
        }
        return null;
    }

    private String restore(ServiceActivities.Restoration restoration) {
        done.add("restored");
        service = restoration.before();
        return "";
    }

    private ComputeHost host(String name) {
        if (!name.startsWith("compute-")) {
            throw Failures.of(Failures.REFUSED, "Nova knows no host " + name);
        }
        boolean isOurs = name.equals("compute-1");
        return new ComputeHost(
                name,
                name + ".example",
                "nova",
                !isOurs || service.up(),
                !isOurs || service.enabled(),
                isOurs ? service.disabledReason() : null,
                null,
                List.of());
    }

    private static Capacity capacity(@Nullable Long memoryMiB, long used) {
        long total = memoryMiB == null ? 0 : memoryMiB;
        return new Capacity(
                "provider",
                Map.of(
                        "VCPU", new Inventory(1000, 0, 1.0, 0),
                        "MEMORY_MB", new Inventory(total, 0, 1.0, used),
                        "DISK_GB", new Inventory(1000, 0, 1.0, 0)),
                java.util.Set.of());
    }
}
