package org.ferry.worker.interceptor;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Names the instance in the MDC of every log line of an activity or a workflow, from the workflow's id. Temporal itself
 * puts the rest there: {@code WorkflowId}, {@code RunId}, {@code ActivityType}, {@code Attempt} and more.
 */
public final class InstanceInLog extends WorkerInterceptorBase {
    /** The key. */
    public static final String KEY = "instance";

    private static final Pattern INSTANCE =
            Pattern.compile("[a-z]+/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/.*)?");

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public void init(ActivityExecutionContext context) {
                name(String.valueOf(context.getInfo().getWorkflowId()));
                super.init(context);
            }
        };
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public WorkflowOutput execute(WorkflowInput input) {
                nameOfWorkflow();
                return super.execute(input);
            }

            @Override
            public void handleSignal(SignalInput input) {
                nameOfWorkflow();
                super.handleSignal(input);
            }

            @Override
            public UpdateOutput executeUpdate(UpdateInput input) {
                nameOfWorkflow();
                return super.executeUpdate(input);
            }
        };
    }

    private static void nameOfWorkflow() {
        name(Workflow.getInfo().getWorkflowId());
    }

    /**
     * Names it until the thread's next piece of work names another: Temporal tells of an activity's failure on the same
     * thread, but after the interceptors. Threads of workflows are cleared by Temporal.
     */
    private static void name(String workflowId) {
        Matcher matcher = INSTANCE.matcher(workflowId);
        if (matcher.matches()) {
            MDC.put(KEY, matcher.group(1));
        } else {
            MDC.remove(KEY);
        }
    }
}
