package org.ferry.e2e;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ferry.worker.FerryWorker;

/**
 * The shipped worker with one addition: it kills itself with -9 at the moments for which the plan, a directory, holds a
 * file. A file is consumed by the kill, so each moment kills once.
 *
 * <ul>
 *   <li>{@code TYPE.before}: just before the workflow has this activity scheduled, that is between two activities
 *   <li>{@code TYPE.inside}: when the activity has done its work and the server does not know yet
 * </ul>
 */
public final class MortalWorker extends WorkerInterceptorBase {
    private final Path plan;

    private MortalWorker(Path plan) {
        this.plan = plan;
    }

    /** Arguments: configuration file, plan. */
    public static void main(String[] args) {
        FerryWorker.run(Path.of(args[0]), List.of(new MortalWorker(Path.of(args[1]))));
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private String type = "";

            @Override
            public void init(ActivityExecutionContext context) {
                type = context.getInfo().getActivityType();
                super.init(context);
            }

            @Override
            public ActivityInboundCallsInterceptor.ActivityOutput execute(
                    ActivityInboundCallsInterceptor.ActivityInput input) {
                ActivityInboundCallsInterceptor.ActivityOutput output = super.execute(input);
                if (due(type + ".inside")) {
                    die();
                }
                return output;
            }
        };
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public void init(WorkflowOutboundCallsInterceptor outbound) {
                super.init(new WorkflowOutboundCallsInterceptorBase(outbound) {
                    @Override
                    public <R> WorkflowOutboundCallsInterceptor.ActivityOutput<R> executeActivity(
                            WorkflowOutboundCallsInterceptor.ActivityInput<R> input) {
                        if (!WorkflowUnsafe.isReplaying() && due(input.getActivityName() + ".before")) {
                            die();
                        }
                        return super.executeActivity(input);
                    }
                });
            }
        };
    }

    private boolean due(String moment) {
        try {
            return Files.deleteIfExists(plan.resolve(moment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void die() {
        try {
            new ProcessBuilder(
                            "kill", "-9", String.valueOf(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            Thread.sleep(60_000);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("could not kill this worker", e);
        }
    }
}
