package org.ferry.starter;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.limits.LimitsWorkflowImpl;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;

/**
 * A worker that moves nothing, but tells of it as the real one does. The target's name says how it goes: any moves,
 * {@code refuse…}, {@code return…}, {@code flaky…} (a step that is tried three times), {@code stuck…} (waits for resume),
 * {@code choice…} (waits for a choice), {@code live…} (Nova moves it live). So does a drained host's: see
 * {@link FakeDrain}. The limits are real.
 */
final class FakeWorker {
    static final String INSTANCE = Runs.UUID;
    static final String NAME = "web-1";
    static final String TWICE = "twin";

    private FakeWorker() {}

    /** For looking at the command by hand: {@code FakeWorker [SECONDS OF A COPY]}. */
    public static void main(String[] arguments) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(System.getenv().getOrDefault("TEMPORAL_ADDRESS", "127.0.0.1:7233"))
                .build());
        start(stubs, MigrateInstanceWorkflow.TASK_QUEUE, Duration.ofSeconds(Long.parseLong(arguments[0])));
    }

    static WorkerFactory start(WorkflowServiceStubs stubs, String taskQueue, Duration copying) {
        WorkflowClient client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
        WorkerFactory factory = WorkerFactory.newInstance(client);
        Worker worker = factory.newWorker(
                taskQueue,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(10_000)
                        .build());
        worker.registerWorkflowImplementationTypes(
                FakeMigration.class,
                FakeDrain.class,
                FakeAnswers.Find.class,
                FakeAnswers.Hosts.class,
                LimitsWorkflowImpl.class);
        worker.registerActivitiesImplementations(new FakeSteps.Pretending(copying));
        factory.start();
        return factory;
    }
}
