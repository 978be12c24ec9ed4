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
        @Nullable String waitingFor)
        implements Snapshot<Run> {

    private static final String AUTO = "auto";

    @Override
    public @Nullable Outcome outcome() {
        return history.outcome();
    }

    /** The method that is used, or the one that was asked for while none is chosen. */
    public String method() {
        String asked = history.requested("method");
        return progress.method() != null ? progress.method() : asked == null ? AUTO : asked;
    }

    /** What a person may choose now; a worker from before there were choices tells none. */
    public List<String> choices() {
        List<String> choices = progress.choices();
        return choices == null ? List.of() : choices;
    }

    /** The instance's name, or its uuid while nobody has told the name. */
    @Override
    public String title() {
        String name = progress.name();
        return name == null ? progress.instance() : name;
    }

    @Override
    public String argument() {
        return progress.instance();
    }

    /** How long the instance has been down through this run, in milliseconds. */
    public long downMillis(long now) {
        return progress.downMillis() + (progress.instanceDown() ? Math.max(0, now - toldAt) : 0);
    }

    /** How long the run has taken, in milliseconds. */
    public long millis(long now) {
        return (history.endedAt() == 0 ? now : history.endedAt()) - history.startedAt();
    }

    @Override
    public Run waitingFor(String who) {
        return new Run(workflowId, runId, history, progress, toldAt, steps, who);
    }
}
