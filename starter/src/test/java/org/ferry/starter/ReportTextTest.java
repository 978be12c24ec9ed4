package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.Failures;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final String URL = "http://ui/run";

    @Test
    void tellsEverythingOfARunThatMoved() {
        Run run = Runs.ended(
                Events.started(Runs.REQUEST)
                        .activity("stop web-1 on compute-1", 100, 200, 12_000)
                        .completed(12_500, Reports.manual("compute-2", 5_000))
                        .history(),
                Runs.step("stop web-1 on compute-1", 12, Step.State.DONE));

        assertThat(text(run))
                .containsExactly(
                        "  step                     started       took",
                        "✔ stop web-1 on compute-1  22:13:20       12s",
                        "",
                        "web-1 (" + Runs.UUID + ") compute-1 → compute-2, manual: moved after 13s",
                        "  downtime  5.0s",
                        "  copied    1.0 GiB, 512.0 MiB through the network, in 12s",
                        "  checked   1 file, checksums the same on both hosts",
                        "  source    files kept at compute-1:/instances/x until 2023-11-15 22:13",
                        "  note      volume v is now /dev/vdb",
                        "  own time  0.7s, in which neither the cloud nor a copy was working",
                        "  web UI    " + URL);
    }

    @Test
    void givesEveryReasonOfARefusal() {
        Run run = Runs.ended(Events.started(Runs.REQUEST)
                .failed(300, Failures.REFUSED, "can't move web-1:\n- it is paused\n- compute-2 is down")
                .history());

        assertThat(text(run))
                .contains(
                        "web-1 (" + Runs.UUID + ") compute-1 → compute-2, manual: refused",
                        "  reason    can't move web-1:",
                        "            - it is paused",
                        "            - compute-2 is down");
    }

    @Test
    void tellsWhatIsTrueOfAMoveThatNovaMadeAndNothingElse() {
        Run run = Runs.moved(Events.started(Map.of("instance", Runs.UUID))
                .completed(30_000, Reports.live("compute-2"))
                .history());

        assertThat(text(run))
                .containsExactly(
                        "web-1 (" + Runs.UUID + ") compute-1 → compute-2, live: moved",
                        "  downtime  none",
                        "  target    compute-2, of the hosts that may take it, the one with the most free memory",
                        "  copied    3.0 GiB, in 25s",
                        "  note      Nova copied no disk",
                        "  web UI    " + URL);
    }

    @Test
    void readsAReportFromBeforeThereWerePlans() {
        ObjectNode old = new ObjectMapper().valueToTree(Reports.manual("compute-2", 5_000));
        old.remove(List.of("plan", "moveMillis", "dryRun"));
        Run run = Runs.moved(Events.started(Map.of("instance", Runs.UUID))
                .completed(30_000, old)
                .history());

        assertThat(text(run))
                .contains("  copied    1.0 GiB, 512.0 MiB through the network")
                .noneMatch(line -> line.startsWith("  target"));
    }

    @Test
    void showsThePlanOfADryRun() {
        Run run = Runs.ended(Events.started(Map.of("instance", Runs.UUID, "dryRun", true))
                .completed(3_000, Reports.planned(Plans.possible()))
                .history());

        assertThat(text(run))
                .startsWith("web-1 (" + Runs.UUID + ") compute-1 → compute-2, auto: planned, and nothing touched")
                .anyMatch(line -> line.contains("TRY  METHOD"))
                .noneMatch(line -> line.contains("downtime  "))
                .endsWith("  web UI    " + URL);
    }

    @Test
    void namesOptionsAndChoicesOfTheCommandLine() {
        Run refused = Runs.ended(Events.started(Runs.REQUEST)
                .failed(300, Failures.REFUSED, "no room; allow it with \"allowOvercommit\": true")
                .history());

        assertThat(text(refused)).contains("  reason    no room; allow it with --allow-overcommit");
        assertThat(text(Runs.choosing("look", "confirm", "revert")))
                .contains("  choose    ferry choose " + Runs.UUID + " confirm | revert");
    }

    @Test
    void saysThatARunGoesOn() {
        assertThat(text(Runs.going("Moving", null, Runs.copying(10))))
                .anyMatch(line -> line.endsWith("Moving after 20s"))
                .contains("  downtime  25s so far, and down still");
    }

    private static List<String> text(Run run) {
        return ReportText.of(run, Events.START + 20_000, URL, new Style(false), ZoneOffset.UTC, 120);
    }
}
