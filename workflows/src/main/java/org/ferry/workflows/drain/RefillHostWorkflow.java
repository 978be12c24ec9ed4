package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * Fills a compute host again after maintenance: checks that it is fit, enables its nova-compute and, if asked, brings
 * the instances home that the last drain took away. Its id is {@code refill/<host>}.
 */
@WorkflowInterface
public interface RefillHostWorkflow {
    /** The workflow type, as {@code temporal workflow start --type} has it. */
    String TYPE = "RefillHost";

    /** The only id under which a run for this host is accepted. */
    static String workflowId(String host) {
        return "refill/" + host;
    }

    /**
     * Runs it to its end. An instance that can't come home stays where it is, and the report says why.
     *
     * @param request see {@link RefillRequest}; taken as JSON so that a bad field is refused by name
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED when the host is not fit; nothing was touched
     */
    @WorkflowMethod(name = TYPE)
    RefillReport refill(@Nullable JsonNode request);

    /** What is going on; also after the end. */
    @QueryMethod
    RefillReport progress();
}
