package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which ways are open to an instance, and what they may cost. */
abstract class WishOptions {
    @Option(names = "--prefer", paramLabel = "METHOD", description = "Method that auto tries first.")
    @Nullable
    String prefer;

    @Option(
            names = "--forbid",
            paramLabel = "METHOD",
            split = ",",
            description = "Methods that auto must not use, with commas between them.")
    List<String> forbid = new ArrayList<>();

    @Option(
            names = "--max-downtime",
            paramLabel = "TIME",
            description = "How long the instance may be down, by the estimate, for example 30s or 0s; methods that take"
                    + " it down for longer are not used (default: as long as it takes).")
    @Nullable
    String maxDowntime;

    @Option(
            names = "--allow-overcommit",
            description = "Move it even where more of the target's memory would be promised than it has: bad"
                    + " performance, and guests killed when it runs out.")
    boolean allowOvercommit;

    @Option(names = "--ignore-policy", description = "Move it even against the policy in its metadata.")
    boolean ignorePolicy;

    /** A request with what was given. */
    Request request() {
        return new Request()
                .with("prefer", prefer)
                .with("forbid", forbid)
                .with("maxDowntime", maxDowntime)
                .with("allowOvercommit", allowOvercommit)
                .with("ignorePolicy", ignorePolicy);
    }
}
