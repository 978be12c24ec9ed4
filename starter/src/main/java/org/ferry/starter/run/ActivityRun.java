package org.ferry.starter.run;

import org.jspecify.annotations.Nullable;

/**
 * One activity, as a history has it. Of an activity that was tried again, a history keeps the start of the last
 * attempt only; of one that still runs, not even that.
 *
 * @param id Temporal's id of it
 * @param name its summary
 * @param startedAt start of the last attempt, milliseconds since the epoch; 0 while unknown
 * @param closedAt when it ended for good; 0 while it has not
 */
record ActivityRun(
        String id,
        String name,
        long scheduledAt,
        long startedAt,
        int attempt,
        long closedAt,
        Step.State state,
        @Nullable String failure) {

    static ActivityRun scheduled(String id, String name, long at) {
        return new ActivityRun(id, name, at, 0, 1, 0, Step.State.RUNNING, null);
    }

    ActivityRun started(long at, int lastAttempt, @Nullable String lastFailure) {
        return new ActivityRun(id, name, scheduledAt, at, lastAttempt, closedAt, state, lastFailure);
    }

    ActivityRun closed(long at, Step.State how, @Nullable String why) {
        return new ActivityRun(id, name, scheduledAt, startedAt, attempt, at, how, why == null ? failure : why);
    }

    boolean isClosed() {
        return closedAt > 0;
    }

    Step step() {
        return new Step(
                name, scheduledAt, isClosed() ? closedAt - scheduledAt : 0, state, attempt, failure, Heartbeat.NONE);
    }
}
