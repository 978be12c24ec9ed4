package org.ferry.e2e;

import io.temporal.activity.ActivityInterface;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.DatabaseActivities;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.NovaMoveActivities;
import org.ferry.workflows.activity.PlacementActivities;
import org.ferry.workflows.activity.RunActivities;
import org.ferry.workflows.activity.ServiceActivities;
import org.ferry.workflows.activity.VolumeActivities;

/**
 * At which moments of a run {@link MortalWorker} strikes. All moments take long: unless {@code ferry.strikes} is
 * {@code all}, a sample of that many is drawn with a fixed seed.
 */
final class Strikes {
    /** The worker itself, with -9. */
    static final String KILL_WORKER = "";
    /** Temporal's server, with -9; it is started again. */
    static final String KILL_TEMPORAL =
            Lab.ROOT.resolve("deploy/lab/temporal") + " kill; " + Lab.ROOT.resolve("deploy/lab/temporal") + " start";

    private static final String HOW_MANY = System.getProperty("ferry.strikes", "5");
    private static final long SEED = 20_261_124;

    private static final List<String> MOMENTS = List.of("before", "inside");

    private final Path plan;
    private final Set<String> planned = new TreeSet<>();

    private Strikes(Path plan) {
        this.plan = plan;
    }

    /** Whether every moment is struck. */
    static boolean all() {
        return HOW_MANY.equals("all");
    }

    /**
     * Plans strikes of one kind, before activities and inside of them.
     *
     * @param sample types of activities of which the sample is drawn
     */
    static Strikes plan(Path plan, String command, Collection<String> sample) {
        Strikes strikes = new Strikes(plan);
        Random random = new Random(SEED);
        for (String moment : MOMENTS) {
            List<String> types = new ArrayList<>(all() ? activityTypes() : sample);
            Collections.shuffle(types, random);
            types.stream()
                    .limit(all() ? types.size() : Integer.parseInt(HOW_MANY))
                    .forEach(type -> strikes.write(type + "." + moment, command));
        }
        return strikes;
    }

    /** Moments at which the worker struck, for example {@code Compute_Lock.before}. */
    Set<String> struck() {
        return planned.stream()
                .filter(moment -> !Files.exists(plan.resolve(moment)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Moments at which it had to strike in a run of activities of these types. */
    Set<String> due(Set<String> ran) {
        return all()
                ? ran.stream()
                        .flatMap(type -> MOMENTS.stream().map(moment -> type + "." + moment))
                        .collect(Collectors.toCollection(TreeSet::new))
                : planned;
    }

    /** Types of the activities of runs. */
    static Set<String> activitiesOf(WorkflowStub... runs) {
        return Arrays.stream(runs)
                .flatMap(run -> Runs.history(run).stream())
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .map(event -> event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(String moment, String command) {
        planned.add(moment);
        try {
            Files.writeString(plan.resolve(moment), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types of all activities that the workflows know. */
    private static Set<String> activityTypes() {
        return List.of(
                        ComputeActivities.class,
                        VolumeActivities.class,
                        NetworkActivities.class,
                        PlacementActivities.class,
                        DatabaseActivities.class,
                        HostActivities.class,
                        NovaMoveActivities.class,
                        ServiceActivities.class,
                        RunActivities.class)
                .stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(method -> typeName(type, method)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String typeName(Class<?> type, Method method) {
        String name = method.getName();
        return type.getAnnotation(ActivityInterface.class).namePrefix()
                + Character.toUpperCase(name.charAt(0))
                + name.substring(1);
    }
}
