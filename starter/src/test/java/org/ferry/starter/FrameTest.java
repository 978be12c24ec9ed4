package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Step;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final long NOW = Events.START + 20_000;
    private static final Style PLAIN = new Style(false);

    @Test
    void drawsStepsAndHowFarTheCopyIs() {
        List<String> lines = new Frame(PLAIN, 24, 80)
                .lines(
                        Runs.going(
                                "Moving",
                                null,
                                Runs.step("stop web-1 on compute-1", 12, Step.State.DONE),
                                Runs.copying(50)),
                        NOW);

        assertThat(lines)
                .containsExactly(
                        "web-1  compute-1 → compute-2, manual  Moving, 20s",
                        "",
                        "✔ stop web-1 on compute-1        12s",
                        "▸ copy 1.0 GiB → compute-2       20s",
                        "  ████████████░░░░░░░░░░░░  50 % of 1.0 GiB, 98.0 MB/s, 6.0s left",
                        "",
                        "the instance is down for 25s",
                        "Ctrl-C ends the watching, not the run");
    }

    @Test
    void showsWhyAStepIsTriedAgainAndWhyAPersonIsNeeded() {
        List<String> lines = new Frame(PLAIN, 24, 60)
                .lines(
                        Runs.going(
                                "NeedsOperator",
                                "start failed. Put it right, then resume",
                                Runs.retried("start web-1", 7, "no space left on device")),
                        NOW);

        assertThat(lines)
                .contains("  attempt 7, failed before: no space left on device")
                .contains("! a person is needed: start failed. Put it right, then")
                .contains("  resume");
    }

    @Test
    void drawsHowFarNovasOwnMovesAre() {
        List<String> lines = new Frame(PLAIN, 24, 120)
                .lines(
                        Runs.going(
                                "Moving",
                                null,
                                Runs.movingLive(50, -1),
                                Runs.movingLive(75, 6),
                                Runs.movingCold("migrating")),
                        NOW);

        assertThat(lines)
                .contains(
                        "  ████████████░░░░░░░░░░░░  50 %, memory 1.0 GiB of 2.0 GiB remains, disk 1.0 GiB of 10.0 GiB"
                                + " remains, 98.0 MB/s, what remains does not shrink")
                .contains("  ██████████████████░░░░░░  75 %, memory 512.0 MiB of 2.0 GiB remains, disk 1.0 GiB of 10.0"
                        + " GiB remains, 98.0 MB/s, 6.0s left")
                .contains("  Nova says: migrating");
    }

    @Test
    void saysWhatAPersonMayChoose() {
        assertThat(new Frame(PLAIN, 24, 80)
                        .lines(Runs.choosing("its console does not open", "confirm", "revert", "retry"), NOW))
                .contains("web-1  compute-1 → compute-2, cold  NeedsOperator, 20s")
                .contains("! a person is needed: its console does not open")
                .containsSequence("choose: ferry choose " + Runs.UUID + " confirm | revert |", "        retry");
    }

    @Test
    void neverFillsMoreThanTheTerminal() {
        Step[] steps =
                Collections.nCopies(40, Runs.step("a step", 1, Step.State.DONE)).toArray(new Step[0]);
        steps[39] = Runs.copying(10);

        List<String> lines = new Frame(PLAIN, 12, 80).lines(Runs.going("Moving", null, steps), NOW);

        assertThat(lines).hasSizeLessThan(12).anyMatch(line -> line.contains("10 % of 1.0 GiB"));
    }

    @Test
    void saysWhoDoesNotAnswer() {
        assertThat(new Frame(PLAIN, 24, 80).lines(Runs.going("Moving", null).waitingFor("a worker"), NOW))
                .contains("waiting for a worker");
    }

    @Test
    void readsTheTerminalsSize() {
        assertThat(TerminalSize.parse("50 132\n")).isEqualTo(new TerminalSize(50, 132));
        assertThat(TerminalSize.parse("0 0\n")).isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.parse("stty: no\n")).isEqualTo(new TerminalSize(24, 80));
    }
}
