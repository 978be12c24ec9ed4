package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Outcome.Kind;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove.State;
import org.junit.jupiter.api.Test;

class DrainTextTest {
    private static final DrainReport PLAN = Drains.report(
            "Planned",
            List.of(),
            null,
            true,
            Drains.waiting("web-1", 65_000),
            Drains.staying(
                    "database-1", State.BLOCKED, "- pinned\n- no room; allow it with \"allowOvercommit\": true"));

    @Test
    void showsThePlanWithWhatIsBlocked() {
        assertThat(text(Drains.ended(Kind.PLANNED, "", PLAN)))
                .containsExactly(
                        "INSTANCE    METHOD  TO           TIME  WHY NOT",
                        "web-1       cold    compute-2  1m 05s",
                        "database-1  -       -               -  - pinned",
                        "                                       - no room; allow it with --allow-overcommit",
                        "",
                        "drain-plan/compute-1: planned, and nothing touched after 20s",
                        "  planned   2 instances: 1 waiting, 1 blocked",
                        "  web UI    http://ui");
    }

    @Test
    void tellsOfEveryInstanceAndOfWhatIsLeft() {
        DrainRun drain = Drains.ended(
                Kind.NEEDS_OPERATOR,
                "",
                Drains.report(
                        "NotEmpty",
                        List.of("Nova has web-2 (id-web-2) on compute-1"),
                        null,
                        false,
                        Drains.moved("web-1", 10_000),
                        Drains.staying("web-2", State.LEFT, "it failed thrice")));

        assertThat(text(drain))
                .containsExactly(
                        "INSTANCE  STATE  TO         METHOD  TOOK  DOWNTIME  TRIES  NOTE",
                        "web-1     moved  compute-2  cold    9.0s      2.0s      1",
                        "web-2     left   -          -          -         -      0  it failed thrice",
                        "",
                        "drain/compute-1: a person has to see to what is left after 20s",
                        "  moved     1 of 2 instances; 1 left; 1.0 GiB; longest downtime 2.0s, web-1",
                        "  left      Nova has web-2 (id-web-2) on compute-1",
                        "  service   nova-compute was enabled before the drain",
                        "  web UI    http://ui");
    }

    @Test
    void tellsHowADrainStands() {
        DrainRun drain = Drains.going("NeedsOperator", "look", Map.of(), Drains.moving("web-1", 10_000, 1));

        assertThat(text(drain))
                .contains("web-1     moving  compute-3  cold     10s         -      1")
                .contains("drain/compute-1: NeedsOperator after 20s")
                .contains("  needed    a person: look");
    }

    @Test
    void tellsScriptsTheSame() {
        JsonNode report = DrainJson.report(Drains.ended(Kind.PLANNED, "", PLAN), "http://ui");
        JsonNode progress = DrainJson.progress(Drains.going(
                "Moving",
                null,
                Map.of("id-web-1", Runs.going("Moving", null, Runs.copying(50))),
                Drains.moving("web-1", 10_000, 1),
                Drains.waiting("web-2", 10_000)));

        assertThat(report.path("outcome").textValue()).isEqualTo("planned");
        assertThat(report.path("exitCode").intValue()).isEqualTo(Exit.REFUSED.code());
        assertThat(report.at("/report/moves/1/state").textValue()).isEqualTo("blocked");
        assertThat(report.at("/report/moves/1/instance/name").textValue()).isEqualTo("database-1");
        assertThat(progress.at("/counts/waiting").intValue()).isEqualTo(1);
        assertThat(progress.path("inFlight")).hasSize(1);
        assertThat(progress.at("/inFlight/0/percent").intValue()).isEqualTo(50);
    }

    @Test
    void tellsByTheExitCodeWhatBecameOfTheHost() {
        DrainReport empty = Drains.report("Empty", List.of(), null, false);
        DrainReport possible = Drains.report("Planned", List.of(), null, true, Drains.waiting("web-1", 1_000));

        assertThat(Exit.of(Drains.ended(Kind.MOVED, "", empty))).isEqualTo(Exit.DONE);
        assertThat(Exit.of(Drains.ended(Kind.PLANNED, "", possible))).isEqualTo(Exit.DONE);
        assertThat(Exit.of(Drains.ended(Kind.PLANNED, "", PLAN))).isEqualTo(Exit.REFUSED);
        assertThat(Exit.of(Drains.ended(Kind.CANCELLED, "", empty))).isEqualTo(Exit.CANCELLED);
        assertThat(Exit.of(Drains.going("Moving", null, Map.of()))).isEqualTo(Exit.GOING_ON);
    }

    private static List<String> text(DrainRun drain) {
        return DrainText.of(drain, Events.START + 20_000, "http://ui", new Style(false), 120);
    }
}
