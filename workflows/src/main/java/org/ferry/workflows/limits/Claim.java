package org.ferry.workflows.limits;

import org.ferry.workflows.choose.Method;

/**
 * A move that wants to begin.
 *
 * @param workflowId the run that moves; it is told by the signal {@value LimitsWorkflow#GRANTED}
 * @param runId which of the runs with that id
 */
public record Claim(String workflowId, String runId, String source, String target, Method method) {}
