package org.ferry.workflows;

import io.temporal.workflow.Workflow;

/** The run that a workflow's code is in. */
public final class ThisRun {
    private ThisRun() {}

    /** The end of the run's uuid: Temporal's begin with the time, so that runs of one minute begin alike. */
    public static String shortId() {
        // The same in every run of one that continues as new.
        String runId = Workflow.getInfo().getFirstExecutionRunId();
        return runId.substring(runId.length() - 8);
    }

    /** Refuses to run under any other workflow id: one per instance or host is what keeps two runs from meeting. */
    public static void requireId(String expected) {
        String actual = Workflow.getInfo().getWorkflowId();
        if (!actual.equals(expected)) {
            throw Failures.of(
                    Failures.REFUSED, "the workflow id must be \"" + expected + "\"; it is \"" + actual + "\"");
        }
    }
}
