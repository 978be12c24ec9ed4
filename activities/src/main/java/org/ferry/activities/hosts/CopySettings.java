package org.ferry.activities.hosts;

import org.jspecify.annotations.Nullable;

/**
 * How files get from host to host.
 *
 * @param engine what copies them
 * @param streams SSH connections that share a copy, 1 to 4; for {@link Engine#EXTENTS}
 * @param bytesPerSecond what a copy may send in a second at most; null: as much as there can be
 * @param hostBytesPerSecond what all copies from one host together may send in a second; null: likewise
 */
public record CopySettings(
        Engine engine,
        int streams,
        @Nullable Long bytesPerSecond,
        @Nullable Long hostBytesPerSecond) {
    /** Ferry's own engine with one stream: on two cores a second one costs more than it brings. */
    public static final CopySettings DEFAULT = new CopySettings(Engine.EXTENTS, 1, null, null);

    /** Who copies. */
    public enum Engine {
        /** Ferry's helper sends what the files have in them, and nothing twice. */
        EXTENTS,
        /** rsync, for hosts where the helper can't receive. */
        RSYNC
    }

    /**
     * Checks what later reaches hosts.
     *
     * @throws IllegalArgumentException naming the setting
     */
    public CopySettings {
        if (streams < 1 || streams > 4) {
            throw new IllegalArgumentException("copyStreams must be 1 to 4, not " + streams);
        }
        requirePositive("bandwidthLimit", bytesPerSecond);
        requirePositive("hostBandwidthLimit", hostBytesPerSecond);
    }

    private static void requirePositive(String setting, @Nullable Long value) {
        if (value != null && value <= 0) {
            throw new IllegalArgumentException(setting + " must be more than 0, not " + value);
        }
    }
}
