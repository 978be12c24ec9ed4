package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        // a Saturday in summer, two hours before UTC
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-04T20:00:00Z, 2026-07-05T02:00:00Z",
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-05T01:59:59Z, 2026-07-05T02:00:00Z",
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-05T02:00:00Z, ",
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-04T19:59:59Z, ",
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-03T21:00:00Z, ",
        "Mon-Fri 01:00-05:00 UTC, 2026-07-03T01:00:00Z, 2026-07-03T05:00:00Z",
        "Mon-Fri 01:00-05:00 UTC, 2026-07-04T01:00:00Z, ",
        "Fri-Mon 01:00-05:00 UTC, 2026-07-06T02:00:00Z, 2026-07-06T05:00:00Z",
        "'Sat,Sun 01:00-05:00 UTC', 2026-07-05T02:00:00Z, 2026-07-05T05:00:00Z",
        "daily 22:00-06:00 Asia/Tokyo, 2026-07-04T13:00:00Z, 2026-07-04T21:00:00Z",
        // the night in which clocks go back has an hour more
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-10-24T20:00:00Z, 2026-10-25T03:00:00Z"
    })
    void isOpenUntil(String window, Instant now, Instant closes) {
        assertThat(Window.parse(window).closes(now).orElse(null)).isEqualTo(closes);
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource({
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-01T00:00:00Z, 2026-07-04T20:00:00Z",
        "Sat 22:00-04:00 Europe/Amsterdam, 2026-07-04T20:00:00Z, 2026-07-11T20:00:00Z",
        "daily 22:00-06:00 UTC, 2026-07-04T22:00:01Z, 2026-07-05T22:00:00Z"
    })
    void opensNext(String window, Instant now, Instant opens) {
        assertThat(Window.parse(window).opensAfter(now)).isEqualTo(opens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sat",
                "Sat 22:00 UTC",
                "Sat 25:00-26:00 UTC",
                "Sat 22:00-04:00",
                "Sat 22:00-04:00 Nowhere/City",
                "Xyz 22:00-04:00 UTC",
                "Sat-Xyz 22:00-04:00 UTC",
                "sat 22:00-04:00 UTC"
            })
    void refusesWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> Window.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*(must look like|is no day|Unknown time-zone|could not be parsed).*");
    }

    @Test
    void isOpenAllDayFromNoonToNoon() {
        assertThat(Window.parse("daily 12:00-12:00 UTC").closes(Instant.parse("2026-07-04T11:59:59Z")))
                .contains(Instant.parse("2026-07-04T12:00:00Z"));
    }
}
