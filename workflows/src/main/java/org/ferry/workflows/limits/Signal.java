package org.ferry.workflows.limits;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Functions.Proc;

/** A signal from one run to another. */
public final class Signal {
    /** As the SDK's SignalExternalStateMachine (1.38) names it; there is no exception type for it. */
    private static final String NOBODY =
            "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND";

    private Signal() {}

    /** Whether there was a run to take it. */
    public static boolean reaches(Proc signal) {
        try {
            signal.apply();
            return true;
        } catch (ApplicationFailure failure) {
            if (NOBODY.equals(failure.getType())) {
                return false;
            }
            throw failure;
        }
    }
}
