package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Step;
import org.junit.jupiter.api.Test;

class LineDisplayTest {
    private final StringWriter text = new StringWriter();
    private final LineDisplay display = new LineDisplay(
            new PrintWriter(text), new Style(false), Clock.fixed(Instant.ofEpochMilli(Events.START), ZoneOffset.UTC));

    @Test
    void printsALineForEveryChangeAndNoneWithoutOne() {
        display.show(Runs.going("Moving", null, Runs.step("stop", 0, Step.State.RUNNING)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 0, Step.State.RUNNING)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 12, Step.State.DONE), Runs.copying(3)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 12, Step.State.DONE), Runs.copying(9)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 12, Step.State.DONE), Runs.copying(31)));

        assertThat(text.toString().lines())
                .containsExactly(
                        "22:13:20  Moving",
                        "22:13:20  ▸ stop",
                        "22:13:20  ✔ stop  12s",
                        "22:13:20  ▸ copy 1.0 GiB → compute-2",
                        "22:13:20    copy 1.0 GiB → compute-2: 31 % of 1.0 GiB, 98.0 MB/s, 6.0s left");
    }

    @Test
    void printsFailedAttemptsAndWhatAPersonHasToDo() {
        display.show(Runs.going("Moving", null, Runs.retried("start", 2, "refused\n by compute-2")));
        display.show(Runs.going("NeedsOperator", "look", Runs.retried("start", 3, "refused\n by compute-2")));
        display.show(Runs.going("Moving", null).waitingFor("a worker"));

        assertThat(text.toString().lines())
                .containsExactly(
                        "22:13:20  Moving",
                        "22:13:20  ▸ start",
                        "22:13:20    attempt 2 of start, failed before: refused by compute-2",
                        "22:13:20  NeedsOperator",
                        "22:13:20  a person is needed: look",
                        "22:13:20  Moving",
                        "22:13:20  no person is needed any more",
                        "22:13:20  waiting for a worker");
    }

    @Test
    void printsWhatNovaTellsOnlyWhenItChanges() {
        display.show(Runs.going("Moving", null, Runs.movingLive(50, 6)));
        display.show(Runs.going("Moving", null, Runs.movingLive(52, 6)));
        display.show(Runs.going("Moving", null, Runs.movingLive(50, 6), Runs.movingCold("migrating")));
        display.show(Runs.going("Moving", null, Runs.movingLive(50, 6), Runs.movingCold("migrating")));
        display.show(Runs.going("Moving", null, Runs.movingLive(50, 6), Runs.movingCold("finished")));

        assertThat(text.toString().lines())
                .containsExactly(
                        "22:13:20  Moving",
                        "22:13:20  ▸ watch Nova move web-1",
                        "22:13:20    watch Nova move web-1: 50 %, memory 1.0 GiB of 2.0 GiB remains, disk 1.0 GiB of"
                                + " 10.0 GiB remains, 98.0 MB/s, 6.0s left",
                        "22:13:20  ▸ wait for Nova to move web-1",
                        "22:13:20    wait for Nova to move web-1: Nova says: migrating",
                        "22:13:20    wait for Nova to move web-1: Nova says: finished");
    }

    @Test
    void printsWhatMayBeChosenOnce() {
        display.show(Runs.choosing("look", "confirm", "revert"));
        display.show(Runs.choosing("look", "confirm", "revert"));
        display.show(Runs.choosing("look"));

        assertThat(text.toString().lines())
                .containsExactly(
                        "22:13:20  NeedsOperator",
                        "22:13:20  a person is needed: look",
                        "22:13:20  choose: ferry choose " + Runs.UUID + " confirm | revert",
                        "22:13:20  nothing is to be chosen any more");
    }
}
