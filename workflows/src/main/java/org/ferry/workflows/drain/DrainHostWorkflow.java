package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Empties a compute host: disables its nova-compute, plans the whole set, moves every instance by a run of
 * {@code MigrateInstance}, and looks until Nova, Placement and the hypervisor agree that nothing is left. Its id is
 * {@code drain/<host>}; nova-compute stays disabled.
 */
@WorkflowInterface
public interface DrainHostWorkflow {
    /** The workflow type, as {@code temporal workflow start --type} has it. */
    String TYPE = "DrainHost";

    /** How the reason begins with which a drain disables nova-compute. */
    String REASON = "Ferry drains ";

    /** The only id under which a run for this host is accepted; a Schedule's has the time behind it. */
    static String workflowId(String host) {
        return "drain/" + host;
    }

    /** The only id under which a dry run for this host is accepted. */
    static String planId(String host) {
        return "drain-plan/" + host;
    }

    /**
     * Runs the drain to its end.
     *
     * @param request see {@link DrainRequest}; taken as JSON so that a bad field is refused by name
     * @param before what a former run of a long drain knew; people leave it out
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED when nothing was touched
     */
    @WorkflowMethod(name = TYPE)
    DrainReport drain(@Nullable JsonNode request, @Nullable DrainReport before);

    /** What is going on; also after the end. */
    @QueryMethod
    DrainReport progress();

    /** Begins no more moves until {@link #resume}; those in flight go on, also those that wait for their turn. */
    @SignalMethod
    void pause();

    /** Goes on after {@link #pause}, or where the drain waits for a person; blocked instances are looked at again. */
    @SignalMethod
    void resume();

    /** Begins no more moves and ends when those in flight have ended. */
    @UpdateMethod
    void cancel(Cancellation how);

    /** Refuses an empty input. */
    @UpdateValidatorMethod(updateName = "cancel")
    void checkCancel(@Nullable Cancellation how);

    /** Leaves an instance where it is. */
    @UpdateMethod
    void skip(String instance);

    /** Refuses what is no instance of this drain, or is on its way. */
    @UpdateValidatorMethod(updateName = "skip")
    void checkSkip(String instance);

    /**
     * How to cancel.
     *
     * @param undo whether moves in flight are undone, as far as they can be, instead of finished
     * @param enable whether nova-compute is put back as it was before the drain
     */
    record Cancellation(boolean undo, boolean enable) {}
}
