package org.ferry.starter.run;

import java.util.List;
import org.ferry.workflows.migrate.MigrationProgress;
import org.jspecify.annotations.Nullable;

/**
 * A run at one moment.
 *
 * @param progress what the run last told of itself; where no worker could be asked, what Temporal knows without one
 * @param toldAt the moment as of which it told that, milliseconds since the epoch
 * @param steps those begun so far, oldest first
 * @param waitingFor who does not answer, for people to read; null when nobody is missed
 */
public record Run(
        String workflowId,
        String runId,
        History history,
        MigrationProgress progress,
        long toldAt,
        List<Step> steps,
        @Nullable String waitingFor) {

    /** How it ended; null while it goes on. */
    public @Nullable Outcome outcome() {
        return history.outcome();
    }

    /** The method that was asked for, as far as the request says. */
    public String method() {
        String method = history.requested("method");
        return method == null ? "" : method;
    }

    /** The instance's name, or its uuid while nobody has told the name. */
    public String title() {
        String name = progress.name();
        return name == null ? progress.instance() : name;
    }

    /** How long the instance has been down through this run, in milliseconds. */
    public long downMillis(long now) {
        return progress.downMillis() + (progress.instanceDown() ? Math.max(0, now - toldAt) : 0);
    }

    /** How long the run has taken, in milliseconds. */
    public long millis(long now) {
        return (history.endedAt() == 0 ? now : history.endedAt()) - history.startedAt();
    }

    /** The same, waiting for somebody. */
    public Run waitingFor(String who) {
        return new Run(workflowId, runId, history, progress, toldAt, steps, who);
    }
}
