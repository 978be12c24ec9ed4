package org.ferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.ferry.report.Timeline.Tick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final Instant START = Instant.parse("2026-01-31T21:07:13Z");

    @Test
    void marksRoundTimesOfTheZone() {
        assertThat(line(Duration.ofMinutes(45)).ticks())
                .extracting(Tick::label)
                .containsExactly("02:40", "02:50", "03:00", "03:10", "03:20");
        assertThat(line(Duration.ofSeconds(14)).ticks()).extracting(Tick::label).startsWith("02:37:14", "02:37:16");
        assertThat(line(Duration.ofDays(3)).ticks()).extracting(Tick::label).startsWith("1 Feb 12:00", "2 Feb 00:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1S", "PT7M", "PT8H1M", "P3DT5H", "P400D"})
    void hasAFewMarksWhateverTheLength(String length) {
        assertThat(line(Duration.parse(length)).ticks()).hasSizeBetween(1, 9);
    }

    @Test
    void keepsEveryBarOnTheLineAndWideEnoughToBeSeen() {
        Timeline line = line(Duration.ofHours(10));

        assertThat(line.bar(START.toEpochMilli(), 1, "up", "").width()).isEqualTo("0.300");
        assertThat(line.bar(START.plus(Duration.ofHours(10)).toEpochMilli(), 1, "up", "")
                        .x())
                .isEqualTo("99.700");
        assertThat(line.bar(0, 1, "up", "").x()).isEqualTo("0.000");
    }

    private static Timeline line(Duration length) {
        return new Timeline(START.toEpochMilli(), START.plus(length).toEpochMilli(), KOLKATA);
    }
}
