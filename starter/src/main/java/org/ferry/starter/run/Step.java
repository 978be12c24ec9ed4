package org.ferry.starter.run;

import org.jspecify.annotations.Nullable;

/**
 * One step of a run.
 *
 * @param name the activity's summary
 * @param startedAt when it was asked for, milliseconds since the epoch
 * @param millis how long it took, all attempts together; 0 while it runs
 * @param attempt the latest attempt, from 1
 * @param failure why the latest attempt that failed did; null when none is known
 * @param told how far it is
 */
public record Step(
        String name,
        long startedAt,
        long millis,
        State state,
        int attempt,
        @Nullable String failure,
        Heartbeat told) {

    /** How a step stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }
}
