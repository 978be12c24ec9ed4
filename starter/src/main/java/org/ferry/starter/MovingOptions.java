package org.ferry.starter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a move is carried out once its method is chosen. */
final class MovingOptions {
    @Option(
            names = "--confirm",
            paramLabel = "auto|leave|revert",
            description = "What becomes of a cold migration: confirmed when it is proven (auto), left to a person when"
                    + " it is proven (leave), or reverted when it is not proven (revert): what the guest wrote on the"
                    + " target is lost then (default: auto).")
    @Nullable
    String confirm;

    @Option(
            names = "--on-stall",
            paramLabel = "abort|force|wait",
            description = "What is done about a live migration without progress: aborted, and the next method tried;"
                    + " completed, whatever it costs the guest; or waited for (default: abort).")
    @Nullable
    String onStall;

    @Option(
            names = "--stall-after",
            paramLabel = "TIME",
            description = "How long a live migration may make no progress (default: 2m).")
    @Nullable
    String stallAfter;

    @Option(
            names = "--steer-limit",
            paramLabel = "TIME",
            description = "How long the other hosts may stay disabled for a forced cold migration (default: 5m).")
    @Nullable
    String steerLimit;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "How long the source's files are kept after a manual move, for example 24h, 30m or 0s"
                    + " (default: 24h).")
    @Nullable
    String hold;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "How long a target that does not answer, or a copy without progress, is waited for before"
                    + " the instance goes back (default: 5m).")
    @Nullable
    String patience;

    /** Adds what was given. */
    Request addTo(Request request) {
        return request.with("confirm", confirm)
                .with("onStall", onStall)
                .with("stallAfter", stallAfter)
                .with("steerLimit", steerLimit)
                .with("hold", hold)
                .with("patience", patience);
    }
}
