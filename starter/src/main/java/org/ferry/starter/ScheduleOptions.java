package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say when a Schedule starts its runs. */
final class ScheduleOptions {
    @Option(
            names = "--at",
            paramLabel = "DAYS HH:MM",
            description =
                    "Days and a time: \"Sat 22:00\", \"Mon-Fri 01:30\", \"daily 03:00\". May be given several times.")
    List<String> at = new ArrayList<>();

    @Option(
            names = "--cron",
            paramLabel = "EXPRESSION",
            description = "Minute, hour, day of the month, month and day of the week, all of which have to fit:"
                    + " \"0 22 1-7 * 6\" is the first Saturday of each month. May be given several times.")
    List<String> cron = new ArrayList<>();

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Where it is that time, for example Europe/Amsterdam (default: UTC).")
    @Nullable
    String timeZone;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            description = "Start by chance up to so much later, for example 10m (default: on time).")
    @Nullable
    String jitter;

    @Option(
            names = "--overlap",
            paramLabel = "skip|buffer-one|buffer-all|allow-all",
            description =
                    "What is done when it is time and the run before still goes on: the new one is left out, begins"
                            + " after it (one at most, or all), or begins at once (default: skip).")
    @Nullable
    String overlap;

    /** A request with what was given. */
    Request request() {
        return new Request()
                .with("at", at)
                .with("cron", cron)
                .with("timeZone", timeZone)
                .with("jitter", jitter)
                .with("overlap", overlap);
    }
}
