package org.ferry.starter.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.ferry.workflows.Failures;
import org.junit.jupiter.api.Test;

class OwnTimeTest {
    private static final Map<String, String> REQUEST = Map.of("instance", "any");

    @Test
    void isWhatIsLeftBetweenActivities() {
        OwnTime own = Events.started(REQUEST)
                .activity("stop", 100, 300, 5_000)
                .activity("copy", 5_100, 5_150, 60_000)
                .failed(60_500, Failures.RETURNED, "why")
                .history()
                .ownTime();

        assertThat(own).isEqualTo(new OwnTime(300 + 150 + 500, 0));
    }

    @Test
    void countsTimeOnceInWhichSeveralActivitiesWorked() {
        OwnTime own = Events.started(REQUEST)
                .activity("long", 0, 0, 10_000)
                .activity("within", 1_000, 2_000, 3_000)
                .activity("beyond", 9_000, 9_000, 12_000)
                .failed(12_500, Failures.RETURNED, "why")
                .history()
                .ownTime();

        assertThat(own).isEqualTo(new OwnTime(500, 0));
    }

    @Test
    void keepsWhatRetriesTookApart() {
        OwnTime own = Events.started(REQUEST)
                .activity("flaky", 100, 20_100, 21_000, 3)
                .failed(21_000, Failures.RETURNED, "why")
                .history()
                .ownTime();

        assertThat(own).isEqualTo(new OwnTime(100, 20_000));
    }

    @Test
    void isAllOfARunWithoutActivities() {
        assertThat(Events.started(REQUEST)
                        .failed(700, Failures.REFUSED, "why")
                        .history()
                        .ownTime())
                .isEqualTo(new OwnTime(700, 0));
    }
}
