package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.util.regex.Pattern;
import org.ferry.workflows.Failures;
import org.jspecify.annotations.Nullable;

/**
 * A run that a Schedule has started. Temporal adds the time to the workflow id of those, but no host must be drained by
 * two runs at once: it has the drain run under the host's own id, and ends as that ends.
 */
final class Scheduled {
    private static final Pattern TIME = Pattern.compile("-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private Scheduled() {}

    /** Whether this is one, by its workflow id and the one that it should have. */
    static boolean isThis(String expected) {
        String actual = Workflow.getInfo().getWorkflowId();
        return actual.startsWith(expected)
                && TIME.matcher(actual.substring(expected.length())).matches();
    }

    /** Runs the drain under that id; whoever terminates this run leaves it going. */
    static DrainReport drain(String id, @Nullable JsonNode request) {
        Workflow.setCurrentDetails("The drain is the run **" + id + "**");
        DrainHostWorkflow drain = Workflow.newChildWorkflowStub(
                DrainHostWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setStaticSummary(id)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        try {
            return drain.drain(request, null);
        } catch (ChildWorkflowFailure failure) {
            Failures.rethrowCancellation(failure);
            throw Failures.of(
                    Failures.REFUSED,
                    failure.getCause() instanceof WorkflowExecutionAlreadyStarted
                            ? id + " is going on already; nothing was started"
                            : Failures.reason(failure),
                    failure);
        }
    }
}
