package org.ferry.workflows.activity;

/**
 * Heartbeat details of a live migration, from Nova's {@code /servers/{id}/migrations}; all in bytes.
 *
 * @param secondsLeft estimate from the rate at which the rest shrinks, -1 while it does not
 */
public record LiveProgress(
        String what,
        long memoryTotal,
        long memoryProcessed,
        long memoryRemaining,
        long diskTotal,
        long diskProcessed,
        long diskRemaining,
        int percent,
        long bytesPerSecond,
        long secondsLeft) {}
