package org.ferry.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
public final class Human {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Human() {}

    /** Two units at most: {@code 0.4s}, {@code 23s}, {@code 1m 05s}, {@code 2h 10m}, {@code 3d 4h}. */
    public static String duration(long millis) {
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1fs", Math.max(0, millis) / 1000.0);
        }
        long seconds = (millis + 500) / 1000;
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
        }
        long minutes = seconds / 60;
        if (minutes < 24 * 60) {
            return String.format(Locale.ROOT, "%dh %02dm", minutes / 60, minutes % 60);
        }
        return minutes / (24 * 60) + "d " + minutes % (24 * 60) / 60 + "h";
    }

    /** In powers of 1024, as disks are sized: {@code 512 B}, {@code 1.2 GiB}. */
    public static String size(long bytes) {
        return scaled(bytes, 1024, "B", "KiB", "MiB", "GiB", "TiB");
    }

    /** In powers of 1000, as networks are: {@code 98.0 MB/s}. */
    public static String rate(long bytesPerSecond) {
        return scaled(bytesPerSecond, 1000, "B/s", "kB/s", "MB/s", "GB/s");
    }

    /** Time of day. */
    public static String clock(long millis, ZoneId zone) {
        return CLOCK.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** Day and time. */
    public static String date(long millis, ZoneId zone) {
        return DATE.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /** A text on one line. */
    public static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\n\\s*", " ");
    }

    /** A text cut into lines of at most this width, between words where there are some. */
    public static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.strip().split("\n", -1)) {
            String rest = paragraph;
            while (rest.length() > width) {
                int space = rest.lastIndexOf(' ', width);
                int cut = space > 0 ? space : width;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }

    private static String scaled(long amount, int base, String... units) {
        double value = amount;
        int unit = 0;
        while (value >= base && unit < units.length - 1) {
            value /= base;
            unit++;
        }
        return unit == 0 ? amount + " " + units[0] : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
