package org.ferry.workflows.migrate;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them, and those that are normal. */
final class Durations {
    /** A move slower than this is worth a look. */
    private static final long SLOW_BYTES_PER_SECOND = 5_000_000;

    private static final Pattern SHORT = Pattern.compile("(\\d{1,6}[dhms])+");

    private Durations() {}

    /** How long that many bytes may take before a person should look. */
    static Duration normalFor(long bytes) {
        return Duration.ofMinutes(10).plusSeconds(bytes / SLOW_BYTES_PER_SECOND);
    }

    /** Reads {@code 24h}, {@code 1h30m}, {@code 45s}, {@code 2d}, or null for anything else. Never negative. */
    static @Nullable Duration parse(String text) {
        if (!SHORT.matcher(text).matches()) {
            return null;
        }
        int endOfDays = text.indexOf('d') + 1;
        String days = text.substring(0, endOfDays);
        String rest = text.substring(endOfDays);
        try {
            return Duration.parse(("P" + days + (rest.isEmpty() ? "" : "T" + rest)).toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException outOfOrder) {
            return null;
        }
    }
}
