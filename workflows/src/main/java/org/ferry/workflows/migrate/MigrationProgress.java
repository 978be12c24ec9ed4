package org.ferry.workflows.migrate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of the query {@code progress}.
 *
 * @param phase {@link Phase#text()}
 * @param instanceDown whether the instance is stopped by this run at this moment
 * @param downMillis how long it was, or has been, down through this run
 * @param steps those begun so far, oldest first
 * @param attention why a person is needed, or null
 * @param method the method that is being used, or null while it is not chosen
 * @param choices what {@code choose} takes now; empty unless the run waits for a person's choice
 */
public record MigrationProgress(
        String instance,
        @Nullable String name,
        @Nullable String source,
        @Nullable String target,
        String phase,
        boolean instanceDown,
        long downMillis,
        List<StepRecord> steps,
        @Nullable String attention,
        @Nullable String method,
        List<String> choices) {}
