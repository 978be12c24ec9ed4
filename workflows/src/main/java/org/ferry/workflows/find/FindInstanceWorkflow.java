package org.ferry.workflows.find;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import org.ferry.workflows.activity.Found;

/** Finds the instances of a name; changes nothing. */
@WorkflowInterface
public interface FindInstanceWorkflow {
    /** The workflow type. */
    String TYPE = "FindInstance";

    /** The id under which a name is looked up; several who ask at once share one run. */
    static String workflowId(String name) {
        return "find/" + name;
    }

    /**
     * The instances of all projects that have exactly this name, oldest first.
     *
     * @throws io.temporal.failure.ActivityFailure when Nova can't be asked
     */
    @WorkflowMethod(name = TYPE)
    List<Found> find(String name);
}
