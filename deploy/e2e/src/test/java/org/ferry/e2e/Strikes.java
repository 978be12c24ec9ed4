package org.ferry.e2e;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * At which moments of a run {@link MortalWorker} strikes. All moments take long: unless {@code ferry.strikes} is
 * {@code all}, a sample of that many is drawn with a fixed seed.
 */
final class Strikes {
    /** The worker itself, with -9. */
    static final String KILL_WORKER = "";
    /** Temporal's server, with -9; it is started again. */
    static final String KILL_TEMPORAL =
            Lab.ROOT.resolve("deploy/lab/temporal") + " kill && " + Lab.ROOT.resolve("deploy/lab/temporal") + " start";

    private static final String HOW_MANY = System.getProperty("ferry.strikes", "5");
    private static final long SEED = 20_261_124;

    private static final String BEFORE = "before";
    private static final String INSIDE = "inside";

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
     * @param sample activities of which the sample is drawn, each with the workflow that has it done, for example
     *     {@code MigrateInstance.Compute_Lock}; all activities of these workflows where every moment is struck
     */
    static Strikes plan(Path plan, String command, List<String> sample) {
        Strikes strikes = new Strikes(plan);
        String counted = command.isEmpty() ? command : command + " && echo done >> " + plan.resolve("commands");
        if (all()) {
            sample.stream()
                    .map(activity -> activity.substring(0, activity.indexOf('.')))
                    .forEach(workflow -> strikes.write(MortalWorker.everyMomentOf(workflow), counted));
            return strikes;
        }
        Random random = new Random(SEED);
        for (String when : List.of(BEFORE, INSIDE)) {
            List<String> activities = new ArrayList<>(sample);
            Collections.shuffle(activities, random);
            activities.stream().limit(Integer.parseInt(HOW_MANY)).forEach(activity -> {
                strikes.planned.add(moment(activity, 1, when));
                strikes.write(moment(activity, 1, when), counted);
            });
        }
        return strikes;
    }

    /** Moments at which the worker struck, for example {@code MigrateInstance.Compute_Lock.1.before}. */
    Set<String> struck() {
        try (Stream<Path> files = Files.list(plan.resolve(MortalWorker.STRUCK))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moments at which it had to strike in these runs: before each of their activities, and inside of what was done. */
    Set<String> due(WorkflowStub... runs) {
        return all()
                ? Arrays.stream(runs)
                        .flatMap(run -> momentsOf(Runs.history(run)).stream())
                        .collect(Collectors.toCollection(TreeSet::new))
                : planned;
    }

    /** How often a planned command, one that doesn't kill the worker, was run to its end and succeeded. */
    int commandsDone() {
        Path commands = plan.resolve("commands");
        try {
            return Files.exists(commands) ? Files.readAllLines(commands).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> momentsOf(List<HistoryEvent> history) {
        String workflow = history.get(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getWorkflowType()
                .getName();
        Set<Long> completed = new HashSet<>();
        for (HistoryEvent event : history) {
            if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) {
                completed.add(event.getActivityTaskCompletedEventAttributes().getScheduledEventId());
            }
        }
        Map<String, Integer> occurrences = new HashMap<>();
        Set<String> moments = new TreeSet<>();
        for (HistoryEvent event : history) {
            if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) {
                String type = event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName();
                int occurrence = occurrences.merge(type, 1, Integer::sum);
                String activity = workflow + "." + type;
                moments.add(moment(activity, occurrence, BEFORE));
                if (completed.contains(event.getEventId())) {
                    moments.add(moment(activity, occurrence, INSIDE));
                }
            }
        }
        return moments;
    }

    private static String moment(String activity, int occurrence, String when) {
        return activity + "." + occurrence + "." + when;
    }

    private void write(String file, String command) {
        try {
            Files.writeString(plan.resolve(file), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
