package org.ferry.workflows.drain;

/**
 * A drain as people read of it, apart from its run.
 *
 * @param runId first of the runs that a long drain takes
 * @param message why it was refused or failed; empty where it was not
 */
public record ReportedDrain(String workflowId, String runId, String message, DrainReport report) {}
