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
 * The shipped worker with one addition: at the moments for which the plan, a directory, holds a file, it runs the shell
 * command in that file, or, where the file is empty, kills itself with -9. A file is consumed, so each moment comes once.
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
                strike(type + ".inside");
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
                        if (!WorkflowUnsafe.isReplaying()) {
                            strike(input.getActivityName() + ".before");
                        }
                        return super.executeActivity(input);
                    }
                });
            }
        };
    }

    private void strike(String moment) {
        Path file = plan.resolve(moment);
        if (!Files.exists(file)) {
            return;
        }
        try {
            String command = Files.readString(file);
            Files.delete(file);
            String kill = "kill -9 " + ProcessHandle.current().pid();
            run(command.isEmpty() ? kill : command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String command) throws IOException {
        try {
            new ProcessBuilder("bash", "-c", command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
