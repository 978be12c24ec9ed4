package org.ferry.workflows.drain;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Stubs;

/** Has the report of a drain kept that has ended, also of one that was cancelled. */
final class ReportKeeper {
    /** A drain that has done its work must not wait for a full disk. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DrainState state;

    ReportKeeper(DrainState state) {
        this.state = state;
    }

    /**
     * Keeps it, and notes where; or why not.
     *
     * @param message why the drain was refused; empty where it was not
     */
    void keep(String message) {
        Workflow.newDetachedCancellationScope(() -> tryToKeep(message)).run();
    }

    private void tryToKeep(String message) {
        var info = Workflow.getInfo();
        ReportedDrain drain =
                new ReportedDrain(info.getWorkflowId(), info.getFirstExecutionRunId(), message, state.report());
        try {
            Stubs.actingWithin(PATIENCE, "keep the report")
                    .reports()
                    .keepDrain(drain)
                    .ifPresent(where -> state.note("its report is kept as " + where));
        } catch (ActivityFailure failure) {
            state.note("its report could not be kept: " + Failures.reason(failure));
        }
    }
}
