package org.ferry.workflows.migrate;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.ferry.workflows.activity.CopyRoute;

/**
 * Removes what a migration that went back left on its target. A run of its own, with the id {@code clean/<instance
 * uuid>/<run>}: a target that died is cleaned when it is back, and the instance may be moved elsewhere meanwhile.
 */
@WorkflowInterface
public interface CleanTargetWorkflow {
    /** The id of the run that cleans up after this route's migration. */
    static String workflowId(CopyRoute route) {
        return "clean/" + route.instanceId() + "/" + route.run();
    }

    /**
     * Starts it from a migration and waits for it for a while.
     *
     * @return whether it is done; otherwise it goes on by itself
     */
    static boolean runFor(CopyRoute route, Duration patience) {
        CleanTargetWorkflow clean = Workflow.newChildWorkflowStub(
                CleanTargetWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(workflowId(route))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Promise<Void> done = Async.procedure(clean::clean, route);
        Workflow.getWorkflowExecution(clean).get();
        return Workflow.await(patience, done::isCompleted) && done.getFailure() == null;
    }

    /** Removes the copy, the key and the authorisation; tries until the hosts answer. */
    @WorkflowMethod(name = "CleanTarget")
    void clean(CopyRoute route);
}
