package org.ferry.starter;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.rpcretry.DefaultStubServiceOperationRpcRetryOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ferry.starter.run.DrainReader;
import org.ferry.starter.run.RunReader;

/** The Temporal server, and through it the workers. Nothing is connected before the first call. */
final class Temporal implements AutoCloseable {
    private static final int ANSWER_SECONDS = 5;
    private static final int WORKER_SECONDS = 10;

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String taskQueue;

    private Temporal(WorkflowServiceStubs stubs, WorkflowClient client, String taskQueue) {
        this.stubs = stubs;
        this.client = client;
        this.taskQueue = taskQueue;
    }

    static Temporal connect(Settings settings) {
        WorkflowServiceStubsOptions options = WorkflowServiceStubsOptions.newBuilder(settings.stubsOptions())
                .setRpcRetryOptions(RpcRetryOptions.newBuilder(DefaultStubServiceOperationRpcRetryOptions.INSTANCE)
                        .setExpiration(Duration.ofSeconds(WORKER_SECONDS))
                        .build())
                .build();
        WorkflowClientOptions clientOptions = settings.clientOptions();
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(options);
        return new Temporal(stubs, WorkflowClient.newInstance(stubs, clientOptions), settings.taskQueue);
    }

    String address() {
        return stubs.getOptions().getTarget();
    }

    String namespace() {
        return client.getOptions().getNamespace();
    }

    /** Fails, soon, where nobody would carry out what is about to be started. */
    void requireWorker() {
        boolean polled = stubs.blockingStub()
                        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                                .setNamespace(namespace())
                                .setTaskQueue(TaskQueue.newBuilder().setName(taskQueue))
                                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                                .build())
                        .getPollersCount()
                > 0;
        if (!polled) {
            throw noWorker();
        }
    }

    /** What a worker tells of the cloud. */
    Answers answers() {
        return new Answers(this, client, taskQueue);
    }

    /** Starts a workflow of this type. Fails with WorkflowExecutionAlreadyStarted where one is going on. */
    WorkflowExecution start(
            String type, String workflowId, Object request, String summary, SearchAttributes attributes) {
        return client.newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(workflowId)
                                .setTaskQueue(taskQueue)
                                .setStaticSummary(summary)
                                .setTypedSearchAttributes(attributes)
                                .build())
                .start(request);
    }

    /** The latest run of the drain that is meant, to read. */
    DrainReader drainReader(DrainRef drain) {
        return new DrainReader(client, drain.workflowId());
    }

    /** The limits of all moves. */
    LimitsKeeper limits() {
        return new LimitsKeeper(this, client, taskQueue);
    }

    /** What Temporal starts by itself. */
    Schedules schedules() {
        return new Schedules(stubs, client, taskQueue);
    }

    /** The latest run that is meant, to read. */
    RunReader reader(InstanceRef instance) {
        return new RunReader(client, instance.workflowId());
    }

    /** The run, to signal and update. */
    WorkflowStub stub(String workflowId, String runId) {
        return client.newUntypedWorkflowStub(WorkflowTargetOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setRunId(runId)
                .build());
    }

    StarterException noWorker() {
        return new StarterException(
                Exit.UNREACHABLE,
                "No worker answers on the task queue \"" + taskQueue + "\" of the namespace \"" + namespace() + "\" at "
                        + address() + ".\nStart one (worker/bin/ferry-worker --config FILE) and try again.");
    }

    /** What the outermost application failure says, or else the innermost cause. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ApplicationFailure)) {
            cause = cause.getCause();
        }
        if (cause instanceof ApplicationFailure application) {
            return application.getOriginalMessage();
        }
        return cause instanceof TimeoutFailure ? "no answer in time" : String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
