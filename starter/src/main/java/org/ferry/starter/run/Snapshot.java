package org.ferry.starter.run;

import org.jspecify.annotations.Nullable;

/**
 * A run at one moment, of whichever kind.
 *
 * @param <T> the kind
 */
public sealed interface Snapshot<T extends Snapshot<T>> permits Run, DrainRun {
    /** The id under which Temporal has it. */
    String workflowId();

    /** Which of the runs with that id. */
    String runId();

    /** How it ended; null while it goes on. */
    @Nullable
    Outcome outcome();

    /** What people call it. */
    String title();

    /** What people type to mean it. */
    String argument();

    /** The same, waiting for somebody. */
    T waitingFor(String who);
}
