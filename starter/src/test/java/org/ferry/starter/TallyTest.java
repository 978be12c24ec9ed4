package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Step;
import org.ferry.workflows.drain.InstanceMove.State;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long NOW = Events.START + 20_000;

    @Test
    void countsInstancesByTheirEstimatesAndThoseOnTheirWayByHowFarTheyAre() {
        DrainRun drain = Drains.going(
                "Moving",
                null,
                Map.of("id-web-2", Runs.going("Moving", null, Runs.copying(50))),
                Drains.moved("web-1", 30_000),
                Drains.moving("web-2", 40_000, 1),
                Drains.waiting("web-3", 30_000));

        // 30 s and half of 40 s of 100 s are done in 20 s.
        assertThat(Tally.of(drain, NOW)).isEqualTo(new Tally(1, 3, 50, 20_000));
        assertThat(Tally.of(drain, NOW).text()).isEqualTo("50 %, 1 of 3 moved, about 20s left");
    }

    @Test
    void doesNotCountThoseThatStayAndKnowsNothingBeforeSomethingIsDone() {
        DrainRun drain = Drains.going(
                "Moving",
                null,
                Map.of(),
                Drains.moving("web-1", 0, 1),
                Drains.waiting("web-2", 5_000),
                Drains.staying("web-3", State.BLOCKED, "pinned"),
                Drains.staying("web-4", State.GONE, "deleted"));

        assertThat(Tally.of(drain, NOW).text()).isEqualTo("0 %, 0 of 2 moved");
        assertThat(Tally.others(drain)).isEqualTo("1 waiting, 1 moving, 1 blocked, 1 gone");
    }

    @Test
    void isFullWhenAllAreMoved() {
        DrainRun drain = Drains.going("Moving", null, Map.of(), Drains.moved("web-1", 30_000));

        assertThat(Tally.of(drain, NOW).text()).isEqualTo("100 %, 1 of 1 moved");
    }

    @Test
    void knowsHowFarAMoveIsUntilItsBytesAreThere() {
        assertThat(Tally.percent(null)).isEqualTo(-1);
        assertThat(Tally.percent(Runs.going("Moving", null, Runs.step("stop", 0, Step.State.RUNNING))))
                .isEqualTo(-1);
        assertThat(Tally.percent(Runs.going("Moving", null, Runs.movingLive(75, 6))))
                .isEqualTo(75);
        assertThat(Tally.percent(Runs.going("Finishing", null))).isEqualTo(100);
    }
}
