package org.ferry.workflows.find;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.Found;

/** Asks Nova; gives up soon, since a person waits for the answer. */
public final class FindInstanceWorkflowImpl implements FindInstanceWorkflow {
    @Override
    public List<Found> find(String name) {
        ActivityOptions options = ActivityOptions.newBuilder()
                .setSummary("find " + name)
                .setStartToCloseTimeout(Duration.ofSeconds(20))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(2).build())
                .build();
        return Workflow.newActivityStub(ComputeActivities.class, options).findInstances(name);
    }
}
