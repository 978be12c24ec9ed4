package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Events;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.junit.jupiter.api.Test;

class DrainFrameTest {
    private static final long NOW = Events.START + 20_000;

    @Test
    void drawsTheWholeDrainAndEveryMoveInFlight() {
        DrainRun drain = Drains.going(
                "Moving",
                null,
                Map.of("id-web-2", Runs.going("Moving", null, Runs.copying(50))),
                Drains.moved("web-1", 30_000),
                Drains.moving("web-2", 40_000, 1),
                Drains.moving("database-3", 30_000, 1),
                Drains.staying("web-4", State.LEFT, "it failed\nthrice"));

        assertThat(frame(drain, 24, 100))
                .containsExactly(
                        "drain/compute-1  Moving, 20s",
                        "",
                        "████████████░░░░░░░░░░░░  50 %, 1 of 3 moved, about 20s left",
                        "2 moving, 1 left",
                        "",
                        "INSTANCE    TO         METHOD  DONE                 TIME  STEP",
                        "web-2       compute-3  cold    ██████░░░░░░   50 %   10s  copy 1.0 GiB → compute-2",
                        "database-3  compute-3  cold                          10s",
                        "web-4 left: it failed thrice",
                        "",
                        "Ctrl-C ends the watching, not the drain");
    }

    @Test
    void saysThatItLooksAtEveryInstanceBeforeThereIsAPlan() {
        assertThat(frame(Drains.going("Planning", null, Map.of()), 24, 80)).contains("looks at every instance");
    }

    @Test
    void saysWhatAPersonIsNeededForByTheDrainAndByAMove() {
        DrainRun drain = Drains.going(
                "NeedsOperator",
                "can't be moved as things are; leave them with \"onBlocked\": \"skip\"",
                Map.of("id-web-1", Runs.choosing("its console does not open", "confirm", "revert")),
                Drains.moving("web-1", 40_000, 1));

        assertThat(frame(drain.waitingFor("a worker"), 24, 160))
                .contains("! a person is needed: can't be moved as things are; leave them with --on-blocked skip")
                .contains("waiting for a worker")
                .anyMatch(line -> line.endsWith("! ferry watch " + Runs.UUID + ": its console does not open"));
    }

    @Test
    void neverFillsMoreThanTheTerminal() {
        InstanceMove[] many = IntStream.range(0, 40)
                .mapToObj(i -> Drains.moving("web-" + i, 10_000, 1))
                .toArray(InstanceMove[]::new);

        assertThat(frame(Drains.going("Moving", null, Map.of(), many), 16, 80))
                .hasSizeLessThan(16)
                .contains("  … and 34 lines more");
    }

    private static List<String> frame(DrainRun drain, int rows, int columns) {
        return new DrainFrame(new Style(false), rows, columns).lines(drain, NOW);
    }
}
