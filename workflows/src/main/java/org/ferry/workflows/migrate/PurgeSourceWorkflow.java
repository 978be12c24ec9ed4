package org.ferry.workflows.migrate;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import org.ferry.workflows.activity.CopyRoute;

/**
 * Deletes the quarantined files of a moved instance from its former host after the hold. A run of its own, with the id
 * {@code purge/<instance uuid>/<run>}, so that the instance may be moved again meanwhile; cancelled, it keeps the files.
 */
@WorkflowInterface
public interface PurgeSourceWorkflow {
    /** The id of the run that purges after this route's migration. */
    static String workflowId(CopyRoute route) {
        return "purge/" + route.instanceId() + "/" + route.run();
    }

    /** Starts it from a migration, to go on by itself when that has ended. */
    static void startFor(Order order) {
        PurgeSourceWorkflow purge = Workflow.newChildWorkflowStub(
                PurgeSourceWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(workflowId(order.route()))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Async.procedure(purge::purge, order);
        Workflow.getWorkflowExecution(purge).get();
    }

    /** Waits for the hold, then deletes. */
    @WorkflowMethod(name = "PurgeSource")
    void purge(Order order);

    /**
     * What to delete, and when.
     *
     * @param path quarantined directory on the route's source, absolute; for people to read
     * @param hold how long to keep it
     */
    record Order(CopyRoute route, String path, Duration hold) {}
}
