package org.ferry.starter;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.util.Optional;
import org.ferry.workflows.limits.Leases;
import org.ferry.workflows.limits.Limits;
import org.ferry.workflows.limits.LimitsWorkflow;

/** The run that keeps the limits of all moves; there is none before the first move. */
final class LimitsKeeper {
    private final Temporal temporal;
    private final WorkflowClient client;
    private final String taskQueue;

    LimitsKeeper(Temporal temporal, WorkflowClient client, String taskQueue) {
        this.temporal = temporal;
        this.client = client;
        this.taskQueue = taskQueue;
    }

    /** The limits, who moves and who waits; empty while nobody keeps them, and the defaults hold. */
    Optional<Leases> leases() {
        WorkflowStub keeper = client.newUntypedWorkflowStub(LimitsWorkflow.ID);
        if (!isRunning(keeper)) {
            return Optional.empty();
        }
        temporal.requireWorker();
        return Optional.ofNullable(keeper.query("leases", Leases.class));
    }

    /** Changes what the JSON object names, before the first move too; the limits that hold then. */
    Limits change(Object changes) throws InterruptedException {
        temporal.requireWorker();
        WorkflowStub keeper = client.newUntypedWorkflowStub(
                LimitsWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(LimitsWorkflow.ID)
                        .setTaskQueue(taskQueue)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setStaticSummary("how many moves may go on at once")
                        .build());
        UpdateOptions<Limits> update = UpdateOptions.newBuilder(Limits.class)
                .setUpdateName("change")
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build();
        return Update.await(
                "change the limits",
                "ferry limits",
                () -> keeper.executeUpdateWithStart(update, new Object[] {changes}, new Object[] {null}));
    }

    private static boolean isRunning(WorkflowStub keeper) {
        try {
            return keeper.describe().getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException none) {
            return false;
        }
    }
}
