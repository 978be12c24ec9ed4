package org.ferry.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A nova-compute service as the scheduler sees it.
 *
 * @param disabledReason the reason that was given when it was disabled
 */
public record ComputeService(
        String host, boolean up, boolean enabled, @Nullable String disabledReason) {}
