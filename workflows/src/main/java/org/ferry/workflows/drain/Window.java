package org.ferry.workflows.drain;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * When moves may begin: {@code Sat 22:00-04:00 Europe/Amsterdam}, {@code Mon-Fri 01:00-05:00 UTC}, {@code daily
 * 22:00-06:00 Asia/Tokyo}. A window that ends before it begins ends on the next day; the days are those on which it
 * begins.
 *
 * @param days on which it begins
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern FORM =
            Pattern.compile("(daily|[A-Z][a-z]{2}(?:[,-][A-Z][a-z]{2})*) (\\d\\d:\\d\\d)-(\\d\\d:\\d\\d) (\\S+)");
    private static final List<String> NAMES = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final int WEEK = 7;

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none; the message tells why
     */
    static Window parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "it must look like \"Sat 22:00-04:00 Europe/Amsterdam\", \"Mon-Fri 01:00-05:00 UTC\" or \"daily 22:00-06:00 UTC\"");
        }
        try {
            LocalTime from = LocalTime.parse(form.group(2));
            LocalTime to = LocalTime.parse(form.group(3));
            return new Window(days(form.group(1)), from, to, ZoneId.of(form.group(4)));
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    /**
     * Days as a window has them: {@code daily}, {@code Sat}, {@code Mon-Fri} or {@code Mon,Wed}.
     *
     * @throws IllegalArgumentException when they are none
     */
    public static Set<DayOfWeek> days(String text) {
        if (text.equals("daily")) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            List<DayOfWeek> ends =
                    Arrays.stream(part.split("-", -1)).map(Window::day).toList();
            DayOfWeek day = ends.get(0);
            days.add(day);
            while (day != ends.get(ends.size() - 1)) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("\"" + name + "\" is no day; days are "
                    + String.join(", ", NAMES).toLowerCase(Locale.ROOT));
        }
        return DayOfWeek.of(index + 1);
    }

    /** When the window that is open then closes; empty when none is open. */
    Optional<Instant> closes(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(today.minusDays(1), today)
                .filter(date -> days.contains(date.getDayOfWeek()))
                .filter(date -> !opensOn(date).isAfter(now) && closesOf(date).isAfter(now))
                .map(this::closesOf)
                .findFirst();
    }

    /** When the next one opens. */
    Instant opensAfter(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return IntStream.rangeClosed(0, WEEK)
                .mapToObj(today::plusDays)
                .filter(date -> days.contains(date.getDayOfWeek()))
                .map(this::opensOn)
                .filter(opens -> opens.isAfter(now))
                .findFirst()
                .orElse(now.plus(Duration.ofDays(WEEK)));
    }

    /** How long it is open; an hour more or less in the nights in which clocks change. */
    Duration length() {
        Duration length = Duration.between(from, to);
        return to.isAfter(from) ? length : length.plusDays(1);
    }

    private Instant opensOn(LocalDate date) {
        return ZonedDateTime.of(date, from, zone).toInstant();
    }

    private Instant closesOf(LocalDate date) {
        return ZonedDateTime.of(to.isAfter(from) ? date : date.plusDays(1), to, zone)
                .toInstant();
    }
}
