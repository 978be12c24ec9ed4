package org.ferry.starter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where an instance goes and which ways are open to it. */
final class ChoosingOptions extends WishOptions {
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

    @Option(names = "--allow-disabled-target", description = "Move it even to a host whose nova-compute is disabled.")
    boolean allowDisabledTarget;

    /** The method, as people read it. */
    String methodText() {
        return method == null ? AUTO : method;
    }

    /** Where to, as people read it after the instance's name; nothing where no host was named. */
    String targetText() {
        return target == null ? "" : " → " + target;
    }

    @Override
    Request request() {
        return super.request()
                .with("target", target)
                .with("method", method)
                .with("allowDisabledTarget", allowDisabledTarget);
    }
}
