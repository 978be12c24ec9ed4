package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
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
                        .completed(12_500, Runs.report())
                        .history(),
                Runs.step("stop web-1 on compute-1", 12, Step.State.DONE));

        assertThat(text(run))
                .containsExactly(
                        "  step                     started       took",
                        "✔ stop web-1 on compute-1  22:13:20       12s",
                        "",
                        "web-1 (" + Runs.UUID + ") compute-1 → compute-2, manual: moved after 13s",
                        "  downtime  5.0s",
                        "  copied    1.0 GiB, 512.0 MiB through the network",
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
    void saysThatARunGoesOn() {
        assertThat(text(Runs.going("Moving", null, Runs.copying(10))))
                .anyMatch(line -> line.endsWith("Moving after 20s"))
                .contains("  downtime  25s so far, and down still");
    }

    private static List<String> text(Run run) {
        return ReportText.of(run, Events.START + 20_000, URL, new Style(false), ZoneOffset.UTC);
    }
}
