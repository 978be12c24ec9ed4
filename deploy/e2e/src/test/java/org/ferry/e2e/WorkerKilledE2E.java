package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.ActivityInterface;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.DatabaseActivities;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.PlacementActivities;
import org.ferry.workflows.activity.VolumeActivities;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker, killed with -9 everywhere: the migration ends as if nothing had happened, and nothing is done twice. */
@Order(2)
class WorkerKilledE2E {
    @Test
    @Order(1)
    void killedOnceBetweenEveryTwoActivitiesTheMigrationEndsAsWithoutAKill(@TempDir Path plan) {
        moveUnderKills(plan, "before");
    }

    @Test
    @Order(2)
    void killedOnceInsideEveryActivityTheMigrationEndsAsWithoutAKill(@TempDir Path plan) {
        moveUnderKills(plan, "inside");
    }

    private static void moveUnderKills(Path plan, String moment) {
        Crossing crossing = Crossing.shared();
        World before = World.look(crossing.id);
        String source = crossing.host();
        String target = crossing.otherHost();
        Map<String, Integer> actionsBefore = actions(crossing.id);
        activityTypes().forEach(type -> plan(plan, type + "." + moment));

        Set<String> ran;
        try (WorkerProcess worker = WorkerProcess.startMortal(plan)) {
            WorkflowStub run = Runs.start(crossing.id, target, Map.of());
            Runs.report(run, Duration.ofMinutes(18));
            ran = activitiesOf(run);
            Set<String> killedAt = new TreeSet<>(ran);
            killedAt.removeIf(type -> Files.exists(plan.resolve(type + "." + moment)));
            assertThat(killedAt).as("activities at which the worker was killed").isEqualTo(ran);
            assertThat(worker.starts() - 1).as("kills").isEqualTo(ran.size());
            System.out.println("kills " + moment + " activities: " + (worker.starts() - 1));
        }

        World.assertMoved(before, source, target);
        assertThat(since(actionsBefore, actions(crossing.id)))
                .as("what Nova was asked to do, and how often")
                .isEqualTo(
                        Map.of("lock", 1, "stop", 1, "detach_volume", 1, "attach_volume", 1, "start", 1, "unlock", 1));
        crossing.assertGuestIntact();
    }

    /** Types of all activities that the workflows know. */
    private static Set<String> activityTypes() {
        return List.of(
                        ComputeActivities.class,
                        VolumeActivities.class,
                        NetworkActivities.class,
                        PlacementActivities.class,
                        DatabaseActivities.class,
                        HostActivities.class)
                .stream()
                .flatMap(type -> java.util.Arrays.stream(type.getDeclaredMethods())
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

    private static Set<String> activitiesOf(WorkflowStub run) {
        return Runs.history(run).stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .map(event -> event.getActivityTaskScheduledEventAttributes()
                        .getActivityType()
                        .getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Integer> actions(String id) {
        Map<String, Integer> counts = new HashMap<>();
        for (JsonNode action : Cloud.nova("GET", "/servers/" + id + "/os-instance-actions", null)
                .path("instanceActions")) {
            counts.merge(action.path("action").asText(), 1, Integer::sum);
        }
        return counts;
    }

    private static Map<String, Integer> since(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> more = new HashMap<>(after);
        before.forEach((action, count) -> more.computeIfPresent(action, (name, now) -> now - count));
        more.values().removeIf(count -> count == 0);
        return more;
    }

    private static void plan(Path plan, String moment) {
        try {
            Files.createFile(plan.resolve(moment));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
