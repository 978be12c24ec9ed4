package org.ferry.e2e;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.Header;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.worker.FerryWorker;

/**
 * The shipped worker with one addition: at the moments for which the plan, a directory, holds a file, it runs the shell
 * command in that file, or, where the file is empty, kills itself with -9. Each moment comes once: it is noted in the
 * plan's directory {@value #STRUCK} before the strike.
 *
 * <ul>
 *   <li>{@code WORKFLOW.ACTIVITY.N.before}: just before the workflow has its Nth activity of that type scheduled, that
 *       is between two activities
 *   <li>{@code WORKFLOW.ACTIVITY.N.inside}: when that activity has done its work and the server does not know yet
 *   <li>{@code WORKFLOW.every}: at all of these moments of runs of that workflow
 * </ul>
 *
 * <p>The workflow counts its activities anew in every replay, and tells each its number in a header, which is in the
 * history: it is the same in another worker, and in each attempt.
 */
public final class MortalWorker extends WorkerInterceptorBase {
    /** Holds a file for each moment at which it has struck. */
    static final String STRUCK = "struck";

    private static final String OCCURRENCE = "e2e-occurrence";
    private static final DataConverter CONVERTER = DefaultDataConverter.STANDARD_INSTANCE;

    private final Path plan;

    private MortalWorker(Path plan) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.resolve(STRUCK));
    }

    /** Arguments: configuration file, plan. */
    public static void main(String[] args) throws IOException {
        FerryWorker.run(Path.of(args[0]), List.of(new MortalWorker(Path.of(args[1]))));
    }

    /** The file of the plan that stands for all moments of a workflow's runs. */
    static String everyMomentOf(String workflow) {
        return workflow + ".every";
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private String workflow = "";
            private String type = "";

            @Override
            public void init(ActivityExecutionContext context) {
                ActivityInfo info = context.getInfo();
                workflow = info.getWorkflowType();
                type = info.getActivityType();
                super.init(context);
            }

            @Override
            public ActivityInboundCallsInterceptor.ActivityOutput execute(
                    ActivityInboundCallsInterceptor.ActivityInput input) {
                ActivityInboundCallsInterceptor.ActivityOutput output = super.execute(input);
                Payload occurrence = input.getHeader().getValues().get(OCCURRENCE);
                // Without one where the run's workflow was with another worker.
                if (occurrence != null) {
                    int number = CONVERTER.fromPayload(occurrence, Integer.class, Integer.class);
                    strike(workflow, type + "." + number + ".inside");
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
                super.init(new Counting(outbound));
            }
        };
    }

    /** What one run orders, from its beginning. */
    private final class Counting extends WorkflowOutboundCallsInterceptorBase {
        private final Map<String, Integer> occurrences = new HashMap<>();

        Counting(WorkflowOutboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public <R> WorkflowOutboundCallsInterceptor.ActivityOutput<R> executeActivity(
                WorkflowOutboundCallsInterceptor.ActivityInput<R> input) {
            String type = input.getActivityName();
            int occurrence = occurrences.merge(type, 1, Integer::sum);
            if (!WorkflowUnsafe.isReplaying()) {
                strike(Workflow.getInfo().getWorkflowType(), type + "." + occurrence + ".before");
            }
            Map<String, Payload> header = new HashMap<>(input.getHeader().getValues());
            header.put(OCCURRENCE, CONVERTER.toPayload(occurrence).orElseThrow());
            return super.executeActivity(new WorkflowOutboundCallsInterceptor.ActivityInput<>(
                    type,
                    input.getResultClass(),
                    input.getResultType(),
                    input.getArgs(),
                    input.getOptions(),
                    new Header(header)));
        }
    }

    private void strike(String workflow, String moment) {
        Path planned = plan.resolve(workflow + "." + moment);
        Path every = plan.resolve(everyMomentOf(workflow));
        Path struck = plan.resolve(STRUCK).resolve(workflow + "." + moment);
        try {
            if (Files.exists(planned)) {
                Files.move(planned, struck);
            } else if (Files.exists(every)) {
                Files.copy(every, struck);
            } else {
                return;
            }
            String command = Files.readString(struck);
            run(command.isEmpty() ? "kill -9 " + ProcessHandle.current().pid() : command);
        } catch (FileAlreadyExistsException before) {
            // It has come already.
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
