package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.drain.DrainHostWorkflow.Cancellation;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.junit.jupiter.api.Test;

/** A drain from its beginning to its end, with moves that only pretend. */
class DrainHostWorkflowTest extends DrainRuns {

    @Test
    void movesEveryInstanceAndLeavesTheServiceDisabledWithTheRunAsReason() {
        add("1", "2", "3");

        DrainReport report = drain("{}");

        assertThat(report.phase()).isEqualTo("Empty");
        assertThat(report.left()).isEmpty();
        assertThat(report.moves()).extracting(InstanceMove::state).containsOnly(State.MOVED);
        assertThat(cloud.service.enabled()).isFalse();
        assertThat(cloud.service.disabledReason()).startsWith("Ferry drains compute-1, run ");
        assertThat(report.before()).isEqualTo(new ComputeService("compute-1", true, true, null));
    }

    @Test
    void emptiesAHostThatIsEmpty() {
        assertThat(drain("{}").phase()).isEqualTo("Empty");
    }

    @Test
    void beginsNoMoreAtOnceThanAskedFor() {
        add("1", "2", "3", "4", "5");

        drain("{\"parallel\": 2}");

        assertThat(script.most).isEqualTo(2);
        assertThat(script.begun).hasSize(5);
    }

    @Test
    void movesByPriorityAndThenTheLongestFirst() {
        add("1", "2");
        cloud.add("3", "10");
        cloud.add("4", "not a number");
        script.estimates.put("2", 90_000L);

        drain("{\"parallel\": 1}");

        assertThat(script.begun.stream().map(move -> move.substring(0, 1))).containsExactly("3", "2", "1", "4");
    }

    @Test
    void onlyPlansInADryRun() {
        add("1");

        DrainReport report = result(begin("drain-plan/compute-1", "{\"dryRun\": true}"));

        assertThat(report.phase()).isEqualTo("Planned");
        assertThat(report.moves().get(0).target()).isIn("compute-2", "compute-3");
        assertThat(cloud.done).isEmpty();
        assertThat(script.begun).isEmpty();
    }

    @Test
    void refusesWithTheBlockersByNameAndPutsTheServiceBack() {
        add("1", "2");
        script.blockers.put("2", "its owner's policy is ferry:policy=never");

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage())
                .contains("vm-2 (2): - its owner's policy is ferry:policy=never")
                .contains("\"onBlocked\": \"skip\"");
        assertThat(script.begun).isEmpty();
        assertThat(cloud.service.enabled()).isTrue();
    }

    @Test
    void leavesTheBlockedWhenAskedToSkipThemAndSaysWhatIsLeft() {
        add("1", "2");
        script.blockers.put("2", "pinned");

        DrainReport report = drain("{\"onBlocked\": \"skip\"}");

        assertThat(report.phase()).isEqualTo("NotEmpty");
        assertThat(report.left())
                .contains("Nova has vm-2 (2) on compute-1", "Placement has 1024 MEMORY_MB of compute-1 claimed");
        assertThat(state(report, "1")).isEqualTo(State.MOVED);
        assertThat(state(report, "2")).isEqualTo(State.LEFT);
    }

    @Test
    void waitsForTheBlockedAndGoesOnWhenTheyCanBeMoved() {
        add("1");
        script.blockers.put("1", "pinned");
        WorkflowStub run = begin("{\"onBlocked\": \"wait\"}");
        awaitReport(run, report -> report.phase().equals("NeedsOperator"));
        assertThat(progress(run).attention()).contains("vm-1 (1): - pinned");
        script.blockers.clear();

        run.signal("resume");

        assertThat(result(run).phase()).isEqualTo("Empty");
    }

    @Test
    void promisesNoHostMoreThanItHas() {
        add("1", "2", "3");
        cloud.rooms.put("compute-2", 1024L);
        cloud.rooms.put("compute-3", 1500L);

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getOriginalMessage()).contains("no room on any host that may take it");
        assertThat(script.begun).isEmpty();
    }

    @Test
    void goesOnlyToHostsThatItMay() {
        add("1", "2");

        drain("{\"to\": [\"compute-3\"]}");

        assertThat(script.begun).containsExactlyInAnyOrder("1→compute-3", "2→compute-3");
    }

    @Test
    void triesOneThatFailedLastAndWithAnotherTarget() {
        add("1", "2", "3");
        script.estimates.put("1", 99_000L);
        script.fail("1", Failures.RETURNED);

        DrainReport report = drain("{\"parallel\": 1}");

        assertThat(report.phase()).isEqualTo("Empty");
        assertThat(script.begun).hasSize(4);
        assertThat(script.begun.get(3)).startsWith("1→").isNotEqualTo(script.begun.get(0));
    }

    @Test
    void leavesOneForAPersonAfterItsAttempts() {
        add("1", "2");
        script.fail("1", Failures.RETURNED, Failures.REFUSED, Failures.RETURNED);

        DrainReport report = drain("{}");

        assertThat(report.phase()).isEqualTo("NotEmpty");
        assertThat(report.moves())
                .filteredOn(move -> move.is(State.LEFT))
                .singleElement()
                .satisfies(move -> {
                    assertThat(move.instance().id()).isEqualTo("1");
                    assertThat(move.attempts()).isEqualTo(3);
                    assertThat(move.note()).isEqualTo("it failed");
                });
    }

    @Test
    void doesNotTryAgainWhatNeedsAPerson() {
        add("1");
        script.fail("1", Failures.NEEDS_OPERATOR);

        assertThat(state(drain("{}"), "1")).isEqualTo(State.LEFT);
        assertThat(script.begun).hasSize(1);
    }

    @Test
    void doesNotCountAMoveThatWasTooLateToBegin() {
        add("1");
        script.fail("1", Failures.TOO_LATE, Failures.TOO_LATE, Failures.TOO_LATE, Failures.TOO_LATE);

        assertThat(drain("{\"attempts\": 1}").phase()).isEqualTo("Empty");
    }

    @Test
    void movesAlsoWhatLandsOnTheHostMeanwhileAndForgetsWhatIsGone() {
        add("1", "2", "3");
        script.move = Duration.ofMinutes(3);
        WorkflowStub run = begin("{\"parallel\": 1}");
        awaitReport(run, report -> script.begun.size() == 1);
        cloud.add("new", null);
        String waiting = progress(run).moves().stream()
                .filter(move -> move.is(State.WAITING))
                .findFirst()
                .orElseThrow()
                .instance()
                .id();
        cloud.instances.removeIf(instance -> instance.id().equals(waiting));

        DrainReport report = result(run);

        assertThat(report.phase()).isEqualTo("Empty");
        assertThat(state(report, "new")).isEqualTo(State.MOVED);
        assertThat(state(report, waiting)).isEqualTo(State.GONE);
    }

    @Test
    void beginsNothingWhilePaused() {
        add("1", "2");
        WorkflowStub run = begin("{\"parallel\": 1}");
        awaitReport(run, report -> script.begun.size() == 1);
        run.signal("pause");
        temporal.sleep(Duration.ofMinutes(20));
        assertThat(script.begun).hasSize(1);
        assertThat(progress(run).phase()).isEqualTo("Paused");

        run.signal("resume");

        assertThat(result(run).phase()).isEqualTo("Empty");
    }

    @Test
    void finishesWhatIsInFlightWhenCancelledAndPutsTheServiceBackWhenAsked() {
        add("1", "2", "3");
        WorkflowStub run = begin("{\"parallel\": 1}");
        awaitReport(run, report -> script.begun.size() == 1);

        run.update("cancel", Void.class, new Cancellation(false, true));

        DrainReport report = result(run);
        assertThat(report.phase()).isEqualTo("Cancelled");
        assertThat(script.begun).hasSize(1);
        assertThat(report.moves()).extracting(InstanceMove::state).containsOnlyOnce(State.MOVED);
        assertThat(cloud.service.enabled()).isTrue();
    }

    @Test
    void undoesWhatIsInFlightWhenCancelledSo() {
        add("1", "2");
        script.move = Duration.ofHours(2);
        WorkflowStub run = begin("{\"parallel\": 1}");
        awaitReport(run, report -> script.begun.size() == 1);

        run.update("cancel", Void.class, new Cancellation(true, false));

        DrainReport report = result(run);
        assertThat(script.cancelled).hasSize(1);
        assertThat(report.moves()).filteredOn(move -> move.is(State.MOVED)).isEmpty();
        assertThat(cloud.service.enabled()).isFalse();
    }

    @Test
    void leavesAnInstanceThatAPersonSkips() {
        add("1", "2");
        WorkflowStub run = begin("{\"parallel\": 1}");
        awaitReport(run, report -> script.begun.size() == 1);
        String moving = script.begun.get(0).substring(0, 1);
        String waiting = moving.equals("1") ? "2" : "1";
        assertThatThrownBy(() -> run.update("skip", Void.class, moving))
                .rootCause()
                .hasMessageContaining("is moving");

        run.update("skip", Void.class, waiting);

        assertThat(state(result(run), waiting)).isEqualTo(State.LEFT);
        assertThat(script.begun).hasSize(1);
    }

    @Test
    void beginsMovesInTheWindowOnlyAndNoneThatWouldNotEndInTime() {
        add("1", "2");
        script.estimates.put("1", Duration.ofMinutes(45).toMillis());
        script.estimates.put("2", Duration.ofMinutes(45).toMillis());
        script.move = Duration.ofMinutes(20);
        WorkflowStub run = begin("{\"parallel\": 1, \"window\": \"" + hourFromNow(5) + "\"}");
        awaitReport(run, report -> report.phase().equals("WindowClosed"));
        assertThat(script.begun).isEmpty();

        temporal.sleep(Duration.ofHours(7));

        assertThat(script.begun).as("in the first window").hasSize(1);
        assertThat(result(run).phase()).as("in the next").isEqualTo("Empty");
    }

    @Test
    void blocksAMoveThatNoWindowIsLongEnoughFor() {
        add("1");
        script.estimates.put("1", Duration.ofHours(2).toMillis());

        assertThat(fails("{\"window\": \"" + hourFromNow(5) + "\"}").getOriginalMessage())
                .contains("about 120 min, longer than a window");
    }

    /** A window of an hour. */
    private String hourFromNow(int hours) {
        Instant opens = Instant.ofEpochMilli(temporal.currentTimeMillis()).plus(Duration.ofHours(hours));
        return "daily " + opens.toString().substring(11, 16) + "-"
                + opens.plus(Duration.ofHours(1)).toString().substring(11, 16) + " UTC";
    }

    @Test
    void keepsMembersOfAGroupApartThatOnlyTheirPlansTellOf() {
        add("1", "2");
        script.groups.put("1", List.of("g"));
        script.groups.put("2", List.of("g"));
        cloud.groups = List.of(new ServerGroup(
                "g",
                "apart",
                "anti-affinity",
                1,
                List.of(new ServerGroup.Member("1", "compute-1", ""), new ServerGroup.Member("2", "compute-1", ""))));

        drain("{}");

        assertThat(script.begun.stream().map(move -> move.substring(2)))
                .containsExactlyInAnyOrder("compute-2", "compute-3");
    }

    @Test
    void takesAServiceThatAForcedMoveHasDisabledForAMomentForEnabled() {
        cloud.service = new ComputeService("compute-1", true, false, "Ferry moves 4711 to compute-2, run 12345678");

        assertThat(drain("{}").before()).isEqualTo(new ComputeService("compute-1", true, true, null));
    }

    @Test
    void saysWhatLibvirtAndPlacementStillHave() {
        cloud.domains.add("0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001");
        cloud.claimed = 64;

        assertThat(drain("{}").left())
                .containsExactly(
                        "Placement has 64 MEMORY_MB of compute-1 claimed",
                        "libvirt on compute-1 has the domain 0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001");
    }

    @Test
    void keepsTheReasonOfAServiceThatWasDisabledBefore() {
        cloud.service = new ComputeService("compute-1", true, false, "broken fan");

        assertThat(drain("{}").before()).isEqualTo(new ComputeService("compute-1", true, false, "broken fan"));
        assertThat(cloud.service.disabledReason()).isEqualTo("broken fan");
    }

    @Test
    void refusesBadInputByNameBeforeAnythingIsTouched() {
        assertThat(fails("{\"onBlocked\": \"perhaps\", \"colour\": 1, \"window\": \"soon\", \"to\": [\"compute-1\"]}")
                        .getOriginalMessage())
                .contains("\"onBlocked\" must be one of: refuse, skip, wait")
                .contains("unknown field \"colour\"")
                .contains("\"window\": it must look like")
                .contains("\"to\" has the host that is to be emptied");
        assertThat(cloud.done).isEmpty();
    }

    @Test
    void refusesAHostThatNovaDoesNotKnow() {
        WorkflowStub run = begin("drain/nowhere", "{\"host\": \"nowhere\"}");

        assertThat(failure(run).getOriginalMessage()).contains("Nova knows no host nowhere");
        WorkflowStub plan = begin("drain-plan/nowhere", "{\"host\": \"nowhere\", \"dryRun\": true}");
        assertThat(failure(plan).getOriginalMessage()).contains("Nova knows no host nowhere");
        assertThat(cloud.done).isEmpty();
    }

    private void add(String... ids) {
        List.of(ids).forEach(id -> cloud.add(id, null));
    }

    private DrainReport drain(String fields) {
        return result(begin(fields));
    }

    private ApplicationFailure fails(String fields) {
        return failure(begin(fields));
    }

    private static ApplicationFailure failure(WorkflowStub run) {
        try {
            run.getResult(DrainReport.class);
        } catch (WorkflowFailedException failed) {
            return (ApplicationFailure) Objects.requireNonNull(failed.getCause());
        }
        throw new AssertionError("the drain was expected to fail");
    }

    private static DrainReport result(WorkflowStub run) {
        return run.getResult(DrainReport.class);
    }

    private static DrainReport progress(WorkflowStub run) {
        return run.query("progress", DrainReport.class);
    }

    private static State state(DrainReport report, String instance) {
        return report.moves().stream()
                .filter(move -> move.instance().id().equals(instance))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private WorkflowStub begin(String fields) {
        return begin("drain/compute-1", fields);
    }

    private WorkflowStub begin(String id, String fields) {
        WorkflowStub run = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        DrainHostWorkflow.TYPE,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                                .setWorkflowId(id)
                                .build());
        try {
            ObjectMapper mapper = new ObjectMapper();
            run.start(
                    mapper.readerForUpdating(mapper.createObjectNode().put("host", "compute-1"))
                            .readValue(fields),
                    null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return run;
    }

    private void awaitReport(WorkflowStub run, Predicate<DrainReport> condition) {
        for (int i = 0; i < 400; i++) {
            if (condition.test(progress(run))) {
                return;
            }
            temporal.sleep(Duration.ofSeconds(1));
        }
        throw new AssertionError("never so: " + progress(run));
    }
}
