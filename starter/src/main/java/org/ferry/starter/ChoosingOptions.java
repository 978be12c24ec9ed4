package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where an instance goes and which ways are open to it. */
final class ChoosingOptions {
    private static final String AUTO = "auto";

    @Option(
            names = "--to",
            paramLabel = "HOST",
            description = "Compute host to move it to. Otherwise the best of those that may take it.")
    @Nullable
    String target;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "How: auto (the possible one with the least downtime, then the next where it fails), live,"
                    + " block-live, cold, forced-cold or manual (default: auto).")
    @Nullable
    String method;

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

    @Option(names = "--allow-disabled-target", description = "Move it even to a host whose nova-compute is disabled.")
    boolean allowDisabledTarget;

    @Option(
            names = "--allow-overcommit",
            description = "Move it even where more of the target's memory would be promised than it has: bad"
                    + " performance, and guests killed when it runs out.")
    boolean allowOvercommit;

    @Option(names = "--ignore-policy", description = "Move it even against the policy in its metadata.")
    boolean ignorePolicy;

    /** The method, as people read it. */
    String methodText() {
        return method == null ? AUTO : method;
    }

    /** Where to, as people read it after the instance's name; nothing where no host was named. */
    String targetText() {
        return target == null ? "" : " → " + target;
    }

    /** A request with what was given. */
    Request request() {
        return new Request()
                .with("target", target)
                .with("method", method)
                .with("prefer", prefer)
                .with("forbid", forbid)
                .with("maxDowntime", maxDowntime)
                .with("allowDisabledTarget", allowDisabledTarget)
                .with("allowOvercommit", allowOvercommit)
                .with("ignorePolicy", ignorePolicy);
    }
}
