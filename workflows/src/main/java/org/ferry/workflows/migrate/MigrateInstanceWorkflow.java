package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.limits.LimitsWorkflow;
import org.jspecify.annotations.Nullable;

/**
 * Moves one instance to another compute host. Its id is {@code migrate/<instance uuid>}, so that no instance is ever
 * moved by two runs at once.
 */
@WorkflowInterface
public interface MigrateInstanceWorkflow {
    /** The workflow type, as {@code temporal workflow start --type} has it. */
    String TYPE = "MigrateInstance";

    /** The task queue that Ferry's workers serve unless they are configured otherwise. */
    String TASK_QUEUE = "ferry";

    /** The only id under which a run for this instance is accepted. */
    static String workflowId(String instanceId) {
        return "migrate/" + instanceId;
    }

    /** The only id under which a dry run for this instance is accepted: it does not keep a move from starting. */
    static String planId(String instanceId) {
        return "plan/" + instanceId;
    }

    /**
     * Runs the migration to its end; the source's files are deleted later, by {@link PurgeSourceWorkflow}.
     *
     * @param request see {@link MigrationRequest#parse}; taken as JSON so that a bad field is refused by name
     * @throws io.temporal.failure.ApplicationFailure of a type of {@link org.ferry.workflows.Failures}
     */
    @WorkflowMethod(name = TYPE)
    MigrationReport migrate(@Nullable JsonNode request);

    /** What is going on; also after the end. The copy's bytes are in the pending activity's heartbeat. */
    @QueryMethod
    MigrationProgress progress();

    /** Finishes the step that runs and starts no other until {@link #resume}. The instance may be down meanwhile. */
    @SignalMethod
    void pause();

    /** Goes on after {@link #pause}. */
    @SignalMethod
    void resume();

    /**
     * Undoes what was done so far, in reverse order; the run then fails with CANCELLED and says what was put back.
     * Refused, with the reason, once past the point of no return.
     */
    @UpdateMethod
    void cancel();

    /** Tells that it is this run's turn; of {@link LimitsWorkflow}. */
    @SignalMethod(name = LimitsWorkflow.GRANTED)
    void leaseGranted(Claim claim);

    /** A person's choice, where the run waits for one; {@link MigrationProgress#choices} lists what there is. */
    @UpdateMethod
    void choose(String choice);

    /** Refuses what can't be chosen now. */
    @UpdateValidatorMethod(updateName = "choose")
    void checkChoose(String choice);

    /** Refuses {@link #cancel} where it can't be done. */
    @UpdateValidatorMethod(updateName = "cancel")
    void checkCancel();
}
