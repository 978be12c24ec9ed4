package org.ferry.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Places moments on a line that is 100 long, and chooses where to mark it. */
final class Timeline {
    private static final int MOST_TICKS = 8;
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> STEPS = Stream.concat(
                    Stream.of(
                                    "1s", "2s", "5s", "10s", "30s", "1m", "2m", "5m", "10m", "15m", "30m", "1h", "2h",
                                    "3h", "6h", "12h")
                            .map(text -> Duration.parse("PT" + text)),
                    Stream.of(1, 2, 7, 14, 28).map(Duration::ofDays))
            .toList();
    /** What is shorter could not be seen. */
    private static final double NARROWEST = 0.3;

    private final long start;
    private final long length;
    private final ZoneId zone;

    /** A line from a moment on, of at least a second. */
    Timeline(long start, long end, ZoneId zone) {
        this.start = start;
        this.length = Math.max(1000, end - start);
        this.zone = zone;
    }

    /**
     * A mark.
     *
     * @param x where it is
     */
    record Tick(String x, String label) {}

    /**
     * A stretch of the line.
     *
     * @param kind class of its looks
     * @param title what it tells on a closer look
     */
    record Bar(String x, String width, String kind, String title) {}

    Bar bar(long from, long millis, String kind, String title) {
        double width = Math.max(NARROWEST, 100.0 * millis / length);
        double x = Math.max(0, Math.min(100 - width, 100.0 * (from - start) / length));
        return new Bar(number(x), number(width), kind, title);
    }

    /** Marks at round times of the zone. */
    List<Tick> ticks() {
        Duration step = STEPS.stream()
                .filter(each -> length / each.toMillis() <= MOST_TICKS)
                .findFirst()
                .orElse(Duration.ofDays(length / DAY.toMillis() / MOST_TICKS + 1));
        DateTimeFormatter form = DateTimeFormatter.ofPattern(form(step), Locale.ENGLISH);
        List<Tick> ticks = new ArrayList<>();
        ZonedDateTime at = Instant.ofEpochMilli(start).atZone(zone).truncatedTo(ChronoUnit.DAYS);
        for (; millis(at) <= start + length; at = after(at, step)) {
            if (millis(at) >= start) {
                ticks.add(new Tick(number(100.0 * (millis(at) - start) / length), form.format(at)));
            }
        }
        return ticks;
    }

    private static String form(Duration step) {
        if (step.compareTo(DAY) >= 0) {
            return "d MMM";
        }
        return step.toHours() >= 3 ? "d MMM HH:mm" : step.toSeconds() < 60 ? "HH:mm:ss" : "HH:mm";
    }

    /** Days are not all of the same length. */
    private static ZonedDateTime after(ZonedDateTime at, Duration step) {
        return step.compareTo(DAY) >= 0 ? at.plusDays(step.toDays()) : at.plus(step);
    }

    private static long millis(ZonedDateTime moment) {
        return moment.toInstant().toEpochMilli();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
