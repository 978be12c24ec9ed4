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
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.migrate.SteerSchedulerWorkflow;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worker, or Temporal, killed with -9 at moments of a migration: it ends as if nothing had happened, and nothing is
 * done twice. {@code -Dferry.strikes=all} strikes at every activity.
 */
@Order(2)
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class WorkerKilledE2E {
    /** Every moment takes long. */
    private static final Duration LIMIT = Strikes.all() ? Duration.ofMinutes(75) : Duration.ofMinutes(18);

    private static final List<String> STEPS_BY_HAND = List.of(
            "MigrateInstance.Compute_Lock",
            "MigrateInstance.Placement_Reserve",
            "MigrateInstance.Hosts_OpenRoute",
            "MigrateInstance.Hosts_CopyBaseImage",
            "MigrateInstance.Compute_Stop",
            "MigrateInstance.Volumes_Detach",
            "MigrateInstance.Hosts_CopyDirectory",
            "MigrateInstance.Hosts_PlaceDirectory",
            "MigrateInstance.Network_Bind",
            "MigrateInstance.Database_Reassign",
            "MigrateInstance.Placement_Settle",
            "MigrateInstance.Database_RevokeConsoleTokens",
            "MigrateInstance.Hosts_DefineDomain",
            "MigrateInstance.Volumes_Attach",
            "MigrateInstance.Compute_Start",
            "MigrateInstance.Hosts_CloseRoute",
            "MigrateInstance.Hosts_Quarantine",
            "MigrateInstance.Compute_Unlock");
    private static final List<String> STEPS_FORCED = List.of(
            "SteerScheduler.Services_List",
            "SteerScheduler.Services_Disable",
            "SteerScheduler.Services_Enable",
            "SteerScheduler.NovaMove_OrderCold",
            "SteerScheduler.NovaMove_AwaitChoice",
            "SteerScheduler.Services_Restore",
            "MigrateInstance.NovaMove_AwaitCold",
            "MigrateInstance.NovaMove_Confirm");

    @Test
    @Order(1)
    void killedBetweenAndInsideActivitiesAMigrationByHandEndsAsWithoutAKill(@TempDir Path plan) {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();
        Map<String, Integer> actionsBefore = actions(crossing.id);
        Strikes strikes = Strikes.plan(plan, Strikes.KILL_WORKER, STEPS_BY_HAND);

        try (WorkerProcess worker = WorkerProcess.startMortal(plan)) {
            WorkflowStub run = Runs.start(crossing.id, target, Map.of());
            Runs.report(run, LIMIT);
            int kills = assertStruck(strikes, worker, Strikes.KILL_WORKER, run);
            System.out.println("kills in a migration by hand: " + kills);
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
            World before = crossing.look();
            Map<String, Integer> actionsBefore = actions(crossing.id);
            Strikes strikes = Strikes.plan(plan, command, STEPS_FORCED);
            try (WorkerProcess worker = WorkerProcess.startMortal(plan)) {
                // Its limit is for Nova's scheduler, not for deaths between all of its steps.
                WorkflowStub run =
                        Runs.start(crossing.id, target, Map.of("method", "forced-cold", "steerLimit", "30m"));
                Runs.report(run, LIMIT);
                int kills = assertStruck(strikes, worker, command, run, Runs.latest(SteerSchedulerWorkflow.ID));
                System.out.println("kills in a forced move: " + kills + ", starts of the worker: " + worker.starts());
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

    /** Each moment that was due was struck, and each strike was a death. How many there were. */
    private static int assertStruck(Strikes strikes, WorkerProcess worker, String command, WorkflowStub... runs) {
        Set<String> due = strikes.due(runs);
        assertThat(strikes.struck()).as("moments struck at").isEqualTo(due);
        boolean ofWorker = command.equals(Strikes.KILL_WORKER);
        assertThat(worker.starts() - 1).as("deaths of the worker").isEqualTo(ofWorker ? due.size() : 0);
        assertThat(strikes.commandsDone())
                .as("deaths of Temporal, each with a start after it")
                .isEqualTo(ofWorker ? 0 : due.size());
        return due.size();
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
