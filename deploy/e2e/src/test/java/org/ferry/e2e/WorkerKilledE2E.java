package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ferry.workflows.migrate.SteerSchedulerWorkflow;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worker, or Temporal, killed with -9 at moments of a migration: it ends as if nothing had happened, and nothing is
 * done twice. {@code -Dferry.strikes=all} strikes at every activity.
 */
@Order(2)
class WorkerKilledE2E {
    private static final List<String> STEPS_BY_HAND = List.of(
            "Compute_Lock",
            "Placement_Reserve",
            "Hosts_OpenRoute",
            "Hosts_CopyBaseImage",
            "Compute_Stop",
            "Volumes_Detach",
            "Hosts_CopyDirectory",
            "Hosts_PlaceDirectory",
            "Network_Bind",
            "Database_Reassign",
            "Placement_Settle",
            "Database_RevokeConsoleTokens",
            "Hosts_DefineDomain",
            "Volumes_Attach",
            "Compute_Start",
            "Hosts_CloseRoute",
            "Hosts_Quarantine",
            "Compute_Unlock");
    private static final List<String> STEPS_FORCED = List.of(
            "Services_List",
            "Services_Disable",
            "Services_Enable",
            "NovaMove_OrderCold",
            "NovaMove_AwaitChoice",
            "Services_Restore",
            "NovaMove_AwaitCold",
            "NovaMove_Confirm");

    @Test
    @Order(1)
    void killedBetweenAndInsideActivitiesAMigrationByHandEndsAsWithoutAKill(@TempDir Path plan) {
        Crossing crossing = Crossing.shared();
        World before = World.look(crossing.id);
        String source = crossing.host();
        String target = crossing.otherHost();
        Map<String, Integer> actionsBefore = actions(crossing.id);
        Strikes strikes = Strikes.plan(plan, Strikes.KILL_WORKER, STEPS_BY_HAND);

        try (WorkerProcess worker = WorkerProcess.startMortal(plan)) {
            WorkflowStub run = Runs.start(crossing.id, target, Map.of());
            Runs.report(run, Duration.ofMinutes(18));
            Set<String> due = strikes.due(Strikes.activitiesOf(run));
            assertThat(strikes.struck())
                    .as("moments at which the worker was killed")
                    .isEqualTo(due);
            assertThat(worker.starts() - 1).as("kills").isEqualTo(due.size());
            System.out.println("kills in a migration by hand: " + due.size());
        }

        World.assertMoved(before, source, target);
        assertThat(since(actionsBefore, actions(crossing.id)))
                .as("what Nova was asked to do, and how often")
                .isEqualTo(
                        Map.of("lock", 1, "stop", 1, "detach_volume", 1, "attach_volume", 1, "start", 1, "unlock", 1));
        crossing.assertGuestIntact();
    }

    @Test
    @Order(2)
    void killedBetweenAndInsideActivitiesAForcedMigrationLeavesEveryServiceAsItWas(@TempDir Path plan) {
        force(plan, Strikes.KILL_WORKER);
    }

    @Test
    @Order(3)
    void withTemporalKilledAForcedMigrationLeavesEveryServiceAsItWas(@TempDir Path plan) {
        force(plan, Strikes.KILL_TEMPORAL);
    }

    /** To a host that was disabled for a reason of its own, so that services are disabled and enabled. */
    private static void force(Path plan, String command) {
        Crossing crossing = Crossing.shared();
        String source = crossing.host();
        String target = crossing.otherHost();
        Cloud.setService(target, "{\"status\":\"disabled\",\"disabled_reason\":\"Migrations Only\"}");
        try {
            World before = World.look(crossing.id);
            Map<String, Integer> actionsBefore = actions(crossing.id);
            Strikes strikes = Strikes.plan(plan, command, STEPS_FORCED);
            try (WorkerProcess worker = WorkerProcess.startMortal(plan)) {
                WorkflowStub run = Runs.start(crossing.id, target, Map.of("method", "forced-cold"));
                Runs.report(run, Duration.ofMinutes(18));
                Set<String> ran = new TreeSet<>(Strikes.activitiesOf(run));
                ran.addAll(Strikes.activitiesOf(Runs.latest(SteerSchedulerWorkflow.ID)));
                assertThat(strikes.struck()).as("moments struck at").isEqualTo(strikes.due(ran));
                System.out.println("strikes in a forced move: "
                        + strikes.struck().size() + ", starts of the worker: " + worker.starts());
            }
            World.assertMovedByNova(before, source, target);
            assertThat(since(actionsBefore, actions(crossing.id)))
                    .as("what Nova was asked to do, and how often")
                    .isEqualTo(Map.of("lock", 1, "migrate", 1, "confirmResize", 1, "unlock", 1));
            crossing.assertGuestIntact();
        } finally {
            Cloud.setService(target, "{\"status\":\"enabled\"}");
        }
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
}
