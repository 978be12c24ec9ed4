package org.ferry.workflows.migrate;

import io.temporal.workflow.Workflow;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.Stubs;

/** Tries until the target answers. */
public final class CleanTargetWorkflowImpl implements CleanTargetWorkflow {
    @Override
    public void clean(CopyRoute route) {
        Workflow.setCurrentDetails("Removes the unfinished copy of " + route.instanceId() + " from " + route.target());
        // First the way, or what still comes along it would make the copy anew.
        Stubs.acting("close the route " + route.source() + " → " + route.target())
                .hosts()
                .closeRoute(route);
        Stubs.acting("see that Nova has it elsewhere")
                .compute()
                .requireElsewhere(new InstanceOnHost(route.instanceId(), route.target()));
        Stubs.acting("remove the copy from " + route.target()).hosts().discardCopy(route);
    }
}
