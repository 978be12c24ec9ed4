package org.ferry.workflows.limits;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the limits of the whole cloud and gives out leases. One run with one id, which the first move starts and which
 * never ends; what it knows is in its history, so that it is right whichever workers die. Without it (terminated) limits
 * are the defaults again, and moves that wait claim anew.
 */
@WorkflowInterface
public interface LimitsWorkflow {
    /** The workflow type. */
    String TYPE = "Limits";

    /** The one id. */
    String ID = "limits";

    /** The signal that tells a run that it has its lease. */
    String GRANTED = "leaseGranted";

    /**
     * Gives out leases for ever.
     *
     * @param before what a former run of it knew; null at the first
     */
    @WorkflowMethod(name = TYPE)
    void keep(@Nullable Leases before);

    /** Asks for a lease; asking again is harmless. */
    @SignalMethod
    void claim(Claim claim);

    /** Gives a lease back, or withdraws a claim. */
    @SignalMethod
    void release(Claim claim);

    /** Changes the limits that the JSON object names, at once; moves that go on are left to end. What holds then. */
    @UpdateMethod
    Limits change(@Nullable JsonNode changes);

    /** Refuses what can't be a limit, by name. */
    @UpdateValidatorMethod(updateName = "change")
    void checkChange(@Nullable JsonNode changes);

    /** The limits, who moves and who waits. */
    @QueryMethod
    Leases leases();
}
