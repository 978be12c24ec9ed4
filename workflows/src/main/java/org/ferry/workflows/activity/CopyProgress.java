package org.ferry.workflows.activity;

/**
 * Heartbeat details of a running copy; the web UI shows them at the pending activity.
 *
 * @param bytesDone bytes of the files that are at the target
 * @param secondsLeft estimate, -1 while unknown
 */
public record CopyProgress(
        String what, long bytesDone, long bytesTotal, int percent, long bytesPerSecond, long secondsLeft) {}
