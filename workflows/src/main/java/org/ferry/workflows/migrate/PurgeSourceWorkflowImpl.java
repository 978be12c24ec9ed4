package org.ferry.workflows.migrate;

import io.temporal.workflow.Workflow;
import org.ferry.workflows.activity.Stubs;

/** Waits, then deletes. */
public final class PurgeSourceWorkflowImpl implements PurgeSourceWorkflow {
    @Override
    public void purge(Order order) {
        String where = order.route().source() + ":" + order.path();
        Workflow.setCurrentDetails("Keeps " + where + " for " + order.hold() + ", then deletes it. Cancel to keep it.");
        Workflow.sleep(order.hold());
        Stubs.acting("delete " + where).hosts().purge(order.route());
    }
}
