package org.ferry.workflows.migrate;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.temporal.worker.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.DatabaseActivities;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.NovaMoveActivities;
import org.ferry.workflows.activity.NovaMoveState;
import org.ferry.workflows.activity.PlacementActivities;
import org.ferry.workflows.activity.RunActivities;
import org.ferry.workflows.activity.ServiceActivities;
import org.ferry.workflows.activity.VolumeActivities;
import org.ferry.workflows.choose.Samples;
import org.jspecify.annotations.Nullable;
import org.mockito.invocation.InvocationOnMock;

/** Activities that do nothing but remember that they were called, answer from {@link Samples}, and fail when told. */
final class FakeCloud {
    /** What changed the world, in order; looks are left out. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** How Nova's own moves end. */
    NovaMoveState moved = new NovaMoveState("compute-2", "finished", 8, "eeeeeeee-0000-4000-8000-000000000001", 0, 0);

    String hostAfterAbort = "compute-1";
    String restored = "";
    /** Runs that have ended. */
    List<String> ended = List.of();

    List<Candidate> candidates = List.of(new Candidate("compute-2.example", Samples.capacity(Samples.TARGET_PROVIDER)));

    /** All nova-compute services. */
    List<ComputeService> services = List.of(
            new ComputeService("compute-1", true, true, null),
            new ComputeService("compute-2", true, true, null),
            new ComputeService("compute-3", true, false, "broken fan"));

    /** Every call with its arguments. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final Map<String, List<Runnable>> hooks = new ConcurrentHashMap<>();
    private final Map<String, Object> answers = new ConcurrentHashMap<>();
    private final String vmState;

    FakeCloud(String vmState) {
        this.vmState = vmState;
    }

    /** {@link #done} without the purge, which comes when the test server skips the hold. */
    List<String> doneBeforePurge() {
        return done.stream().filter(activity -> !activity.equals("Host.purge")).toList();
    }

    /** Runs once, at the next call of the activity, before it is remembered; may throw. */
    void at(String activity, Runnable hook) {
        hooks.computeIfAbsent(activity, name -> new CopyOnWriteArrayList<>()).add(hook);
    }

    /** Answers the next call of the activity with this. */
    void answerOnce(String activity, Object answer) {
        answers.put(activity, answer);
    }

    void register(Worker worker) {
        for (Class<?> type : List.of(
                ComputeActivities.class,
                VolumeActivities.class,
                NetworkActivities.class,
                PlacementActivities.class,
                DatabaseActivities.class,
                HostActivities.class,
                NovaMoveActivities.class,
                ServiceActivities.class,
                RunActivities.class)) {
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
        calls.add(activity + Arrays.toString(call.getArguments()));
        List<Runnable> due = hooks.getOrDefault(activity, new ArrayList<>());
        if (!due.isEmpty()) {
            due.remove(0).run();
        }
        if (!isLook(activity)) {
            done.add(activity);
        }
        Object once = answers.remove(activity);
        return once == null ? result(activity, call) : once;
    }

    private static boolean isLook(String activity) {
        return activity.matches(
                ".*\\.(describe|list|read|find|inspect|require|prove|await|watch|apiVersion|measure|fingerprint).*");
    }

    private @Nullable Object result(String activity, InvocationOnMock call) {
        boolean running = vmState.equals("active");
        return switch (activity) {
            case "Compute.describeInstance" -> Samples.instance(vmState);
            case "Compute.describeHost" ->
                call.getArgument(0).equals("compute-1") ? Samples.source() : Samples.target();
            case "Compute.listHosts" -> List.of(Samples.source(), Samples.target());
            case "Compute.apiVersion" -> "2.93";
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
            case "Placement.findCandidates" -> candidates;
            case "Placement.releaseMigration" -> false;
            case "Network.dropInactiveBindings", "Run.listInFlight" -> List.of();
            case "Run.listEnded" -> ended;
            case "Run.measureRates" -> Map.of();
            case "NovaMove.awaitCold" -> moved;
            case "NovaMove.awaitChoice" -> moved.host();
            case "NovaMove.watchLive" -> new NovaMoveActivities.LiveState(true, moved);
            case "NovaMove.abort" -> hostAfterAbort;
            case "Service.list" -> services;
            case "Service.restore" -> restored;
            case "Placement.describeAllocations" -> Samples.allocations();
            case "Database.readInstance" -> Samples.row(vmState);
            case "Database.findComputeNode" -> Samples.targetNode();
            case "Database.listHypervisors" -> List.of("compute-1.example", "compute-2.example");
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
            case "Host.fingerprint" -> "as it was";
            case "Host.quarantine" -> "/var/lib/nova/instances/" + Samples.ID + ".moved-00000000";
            default -> null;
        };
    }
}
