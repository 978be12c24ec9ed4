package org.ferry.workflows.hosts;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What compute hosts have, and who uses it; changes nothing. */
@WorkflowInterface
public interface DescribeHostsWorkflow {
    /** The workflow type. */
    String TYPE = "DescribeHosts";

    /** The id under which hosts are described; several who ask at once share one run. */
    static String workflowId(@Nullable String host) {
        return "hosts/" + (host == null ? "all" : host);
    }

    /**
     * The hosts, in the order of their names.
     *
     * @param host only this one; null for all
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED when Nova knows no such host
     */
    @WorkflowMethod(name = TYPE)
    List<HostCapacity> describe(@Nullable String host);
}
