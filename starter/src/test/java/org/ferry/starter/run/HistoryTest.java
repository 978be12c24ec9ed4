package org.ferry.starter.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.migrate.MigrationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
    private static final Map<String, String> REQUEST = Map.of("instance", "any", "target", "compute-2");
    private static final Plan PLAN =
            new Plan("id", "web-1", "a", "b", "named", List.of(), List.of("cold"), List.of(), List.of(), List.of());

    @Test
    void tellsStepsByTheirSummaries() {
        Events events = Events.started(REQUEST)
                .activity("stop web-1", 100, 200, 5_100)
                .failedActivity("copy 1 GiB", 5_200, 5_300, 6_200, "no space left on device");
        events.pending("start web-1", 7_000);

        assertThat(events.history().activities().stream().map(ActivityRun::step))
                .containsExactly(
                        new Step("stop web-1", Events.START + 100, 5_000, Step.State.DONE, 1, null, Heartbeat.NONE),
                        new Step(
                                "copy 1 GiB",
                                Events.START + 5_200,
                                1_000,
                                Step.State.FAILED,
                                1,
                                "no space left on device",
                                Heartbeat.NONE),
                        new Step("start web-1", Events.START + 7_000, 0, Step.State.RUNNING, 1, null, Heartbeat.NONE));
    }

    @Test
    void hasNoOutcomeWhileItGoesOn() {
        History history = Events.started(REQUEST).activity("stop", 1, 2, 3).history();

        assertThat(history.outcome()).isNull();
        assertThat(history.endedAt()).isZero();
        assertThat(history.requested("target")).isEqualTo("compute-2");
    }

    @Test
    void readsTheReportOfARunThatMoved() {
        MigrationReport report = report(false);

        assertThat(Events.started(REQUEST).completed(9, report).history().outcome())
                .isEqualTo(new Outcome(Outcome.Kind.MOVED, "", report));
    }

    @Test
    void tellsAPlanFromAMove() {
        MigrationReport moved = report(false);
        MigrationReport planned = report(true);

        assertThat(Events.started(REQUEST).completed(9, moved).history().outcome())
                .isEqualTo(new Outcome(Outcome.Kind.MOVED, "", moved))
                .extracting(Outcome::plan)
                .isNull();
        assertThat(Events.started(REQUEST).completed(9, planned).history().outcome())
                .isEqualTo(new Outcome(Outcome.Kind.PLANNED, "", planned))
                .extracting(Outcome::plan)
                .isEqualTo(PLAN);
    }

    @ParameterizedTest
    @CsvSource({
        Failures.REFUSED + ", REFUSED",
        Failures.RETURNED + ", RETURNED",
        Failures.CANCELLED + ", CANCELLED",
        Failures.NEEDS_OPERATOR + ", NEEDS_OPERATOR",
        Failures.WORLD_CHANGED + ", UNEXPECTED",
        "java.lang.NullPointerException, UNEXPECTED",
    })
    void tellsFailuresByTheirType(String type, Outcome.Kind kind) {
        assertThat(Events.started(REQUEST).failed(9, type, "why").history().outcome())
                .isEqualTo(new Outcome(kind, "why", null));
    }

    @Test
    void asksForAPersonWhenItWasTerminated() {
        assertThat(Events.started(REQUEST).terminated(9, "by mistake").history().outcome())
                .isInstanceOfSatisfying(Outcome.class, outcome -> {
                    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.NEEDS_OPERATOR);
                    assertThat(outcome.message()).contains("by mistake", "Nothing was undone");
                });
    }

    @Test
    void believesThePhaseOfARunThatTemporalListsAsCancelled() {
        Events moved = Events.started(REQUEST).phase(1, "Finishing").phase(2, "Done");
        Events lost = Events.started(REQUEST).phase(1, "Moving");

        assertThat(moved.cancelled(3).history().outcome()).extracting("kind").isEqualTo(Outcome.Kind.MOVED);
        assertThat(lost.cancelled(3).history().outcome()).extracting("kind").isEqualTo(Outcome.Kind.UNEXPECTED);
    }

    @Test
    void putsUpWithAnyInput() {
        assertThat(Events.startedWithGarbage().history().requested("instance")).isNull();
        assertThat(Events.started(List.of(1, 2)).history().requested("instance"))
                .isNull();
    }

    private static MigrationReport report(boolean dryRun) {
        return new MigrationReport(
                "id",
                "web-1",
                "a",
                "b",
                "manual",
                1,
                2,
                3,
                Map.of("disk", "sum"),
                "a:/x",
                4,
                List.of(),
                List.of("n"),
                5,
                PLAN,
                dryRun,
                0);
    }
}
