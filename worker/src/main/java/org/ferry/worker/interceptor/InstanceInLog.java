package org.ferry.worker.interceptor;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;
import java.util.function.Supplier;
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
            private String workflowId = "";

            @Override
            public void init(ActivityExecutionContext context) {
                workflowId = String.valueOf(context.getInfo().getWorkflowId());
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                return named(workflowId, () -> super.execute(input));
            }
        };
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public WorkflowOutput execute(WorkflowInput input) {
                return named(workflowId(), () -> super.execute(input));
            }

            @Override
            public void handleSignal(SignalInput input) {
                named(workflowId(), () -> {
                    super.handleSignal(input);
                    return true;
                });
            }

            @Override
            public UpdateOutput executeUpdate(UpdateInput input) {
                return named(workflowId(), () -> super.executeUpdate(input));
            }
        };
    }

    private static String workflowId() {
        return Workflow.getInfo().getWorkflowId();
    }

    /** Does the work; nothing is named for a workflow that is not about one instance. */
    private static <T> T named(String workflowId, Supplier<T> work) {
        Matcher matcher = INSTANCE.matcher(workflowId);
        if (!matcher.matches()) {
            return work.get();
        }
        MDC.put(KEY, matcher.group(1));
        try {
            return work.get();
        } finally {
            MDC.remove(KEY);
        }
    }
}
