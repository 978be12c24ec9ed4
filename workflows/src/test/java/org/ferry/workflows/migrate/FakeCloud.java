package org.ferry.workflows.migrate;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.temporal.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.DatabaseActivities;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.PlacementActivities;
import org.ferry.workflows.activity.VolumeActivities;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

/** Activities that do nothing but remember that they were called, answer from {@link Samples}, and fail when told. */
final class FakeCloud {
    /** What changed the world, in order; looks are left out. */
    final List<String> done = new CopyOnWriteArrayList<>();

    private final Map<String, List<Runnable>> hooks = new ConcurrentHashMap<>();
    private final String vmState;

    FakeCloud(String vmState) {
        this.vmState = vmState;
    }

    /** Runs once, at the next call of the activity, before it is remembered; may throw. */
    void at(String activity, Runnable hook) {
        hooks.computeIfAbsent(activity, name -> new CopyOnWriteArrayList<>()).add(hook);
    }

    void register(Worker worker) {
        for (Class<?> type : List.of(
                ComputeActivities.class,
                VolumeActivities.class,
                NetworkActivities.class,
                PlacementActivities.class,
                DatabaseActivities.class,
                HostActivities.class)) {
            worker.registerActivitiesImplementations(
                    mock(type, withSettings().withoutAnnotations().defaultAnswer(call -> answer(type, call))));
        }
    }

    private @Nullable Object answer(Class<?> type, InvocationOnMock call) {
        String name = call.getMethod().getName();
        if (call.getMethod().getDeclaringClass() == Object.class) {
            return name.equals("hashCode")
                    ? (Object) System.identityHashCode(this)
                    : name.equals("toString") ? "fake" : false;
        }
        String activity = type.getSimpleName().replace("Activities", "") + "." + name;
        List<Runnable> due = hooks.getOrDefault(activity, new ArrayList<>());
        if (!due.isEmpty()) {
            due.remove(0).run();
        }
        if (!isLook(activity)) {
            done.add(activity);
        }
        return result(activity, call);
    }

    private static boolean isLook(String activity) {
        return activity.matches(".*\\.(describe|list|read|find|inspect|require|prove).*");
    }

    private @Nullable Object result(String activity, InvocationOnMock call) {
        boolean running = vmState.equals("active");
        return switch (activity) {
            case "Compute.describeInstance" -> Samples.instance(vmState);
            case "Compute.describeHost" -> Samples.target();
            case "Compute.listMigrations" -> List.of();
            case "Compute.lock" -> true;
            case "Compute.proveConsole" -> "http://console";
            case "Compute.proveSignOfLife" -> "OK";
            case "Volume.list" -> List.of(Samples.VOLUME);
            case "Volume.attach" -> Samples.VOLUME;
            case "Network.list" -> List.of(Samples.PORT);
            case "Placement.describeCapacity" ->
                Samples.capacity(
                        call.getArgument(0).equals("compute-1.example")
                                ? Samples.SOURCE_PROVIDER
                                : Samples.TARGET_PROVIDER);
            case "Placement.describeAllocations" -> Samples.allocations();
            case "Database.readInstance" -> Samples.row(vmState);
            case "Database.findComputeNode" -> Samples.targetNode();
            case "Database.revokeConsoleTokens" -> 1;
            case "Host.inspect" -> {
                ComputeActivities.InstanceOnHost where = call.getArgument(0);
                yield where.host().equals("compute-1")
                        ? Samples.sourceFiles(running ? DomainState.ACTIVE : DomainState.SHUT_OFF)
                        : Samples.emptyHost();
            }
            case "Host.copyBaseImage", "Host.copyDirectory" ->
                new CopyResult(8L << 20, 4L << 20, Map.of("disk", "abc"), "xxh128");
            case "Host.describeDomain" -> "<domain/>";
            case "Host.quarantine" -> "/var/lib/nova/instances/" + Samples.ID + ".moved-00000000";
            default -> null;
        };
    }
}
