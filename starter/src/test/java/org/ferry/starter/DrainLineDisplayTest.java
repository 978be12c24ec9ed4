package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.ferry.starter.run.Events;
import org.ferry.workflows.drain.InstanceMove.State;
import org.junit.jupiter.api.Test;

class DrainLineDisplayTest {
    private final StringWriter text = new StringWriter();
    private final DrainLineDisplay display = new DrainLineDisplay(
            new PrintWriter(text),
            new Style(false),
            Clock.fixed(Instant.ofEpochMilli(Events.START + 10_000), ZoneOffset.UTC));

    @Test
    void printsALineForEveryChangeAndNoneWithoutOne() {
        display.show(Drains.going("Planning", null, Map.of()));
        for (int i = 0; i < 2; i++) {
            display.show(Drains.going(
                    "Moving",
                    null,
                    Map.of(),
                    Drains.waiting("web-1", 10_000),
                    Drains.staying("web-2", State.BLOCKED, "pinned")));
        }
        display.show(Drains.going("Moving", null, Map.of(), Drains.moving("web-1", 10_000, 1)));
        display.show(Drains.going("Moving", null, Map.of(), Drains.again("web-1", "compute-3\nwas down")));
        display.show(Drains.going("Moving", null, Map.of(), Drains.moving("web-1", 10_000, 2)));
        display.show(Drains.going("Moving", null, Map.of(), Drains.moved("web-1", 10_000)));

        assertThat(text.toString().lines())
                .containsExactly(
                        "22:13:30  Planning",
                        "22:13:30  Moving",
                        "22:13:30  to move: 1; 1 waiting, 1 blocked",
                        "22:13:30  ✘ web-2 is blocked: pinned",
                        "22:13:30  ▸ web-1 → compute-3, cold",
                        "22:13:30  – web-1 waits again: compute-3 was down",
                        "22:13:30  ▸ web-1 → compute-3, cold, attempt 2",
                        "22:13:30  ✔ web-1 is on compute-2  9.0s  (100 %, 1 of 1 moved)");
    }

    @Test
    void printsAnotherAttemptEvenWhereItsBeginningWasMissed() {
        display.show(Drains.going("Moving", null, Map.of(), Drains.moving("web-1", 10_000, 1)));
        display.show(Drains.going("Moving", null, Map.of(), Drains.moving("web-1", 10_000, 2)));

        assertThat(text.toString()).contains("cold, attempt 2");
    }

    @Test
    void printsWhatAPersonIsNeededForByTheDrainAndByAMove() {
        var move = Drains.moving("web-1", 10_000, 1);
        display.show(Drains.going("NeedsOperator", "look", Map.of(), move));
        display.show(Drains.going("Moving", null, Map.of("id-web-1", Runs.choosing("see", "confirm")), move));
        display.show(Drains.going("Moving", null, Map.of(), move).waitingFor("a worker"));

        assertThat(text.toString().lines())
                .containsSubsequence(
                        "22:13:30  a person is needed: look",
                        "22:13:30  web-1: a person is needed: see",
                        "22:13:30  no person is needed any more",
                        "22:13:30  web-1: no person is needed any more",
                        "22:13:30  waiting for a worker");
    }
}
