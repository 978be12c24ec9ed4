package org.ferry.workflows.migrate;

import java.time.Duration;

/** How long things normally take. */
final class Durations {
    /** A move slower than this is worth a look. */
    private static final long SLOW_BYTES_PER_SECOND = 5_000_000;

    private Durations() {}

    /** How long that many bytes may take before a person should look. */
    static Duration normalFor(long bytes) {
        return Duration.ofMinutes(10).plusSeconds(bytes / SLOW_BYTES_PER_SECOND);
    }
}
