package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.choose.Samples;
import org.ferry.workflows.limits.LimitsWorkflowImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runs migrations against a {@link FakeCloud} on Temporal's test server, which skips the time. */
abstract class MigrationRuns {
    private final String method;
    TestWorkflowEnvironment temporal;
    private boolean serves;
    FakeCloud cloud = new FakeCloud("active");

    /** Of this method unless a request says otherwise. */
    MigrationRuns(String method) {
        this.method = method;
    }

    @BeforeEach
    void startTemporal() {
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
        for (String name : List.of("Instance", "Source", "Target", "Method", "Phase", "Project")) {
            options.registerSearchAttribute("Ferry" + name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
        temporal = TestWorkflowEnvironment.newInstance(options.build());
    }

    @AfterEach
    void stopTemporal() {
        temporal.close();
    }

    /** The test server, unlike the real one, fails when an activity ends in the moment in which it is cancelled. */
    static void duringTheActivity(Runnable cancelling) {
        cancelling.run();
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    MigrationReport run(String fields) {
        begin(fields);
        return stub().getResult(MigrationReport.class);
    }

    /** The plan of a dry run. */
    MigrationReport plan(String fields) {
        serve();
        return start(MigrateInstanceWorkflow.planId(Samples.ID), fields).getResult(MigrationReport.class);
    }

    /** What the update says when it is refused. */
    String refusedChoice(String choice) {
        try {
            stub().update("choose", Void.class, choice);
        } catch (WorkflowException refused) {
            return String.valueOf(refused.getCause());
        }
        throw new AssertionError(choice + " was taken");
    }

    ApplicationFailure fails(String fields) {
        begin(fields);
        return ended();
    }

    /** The failure that the run that goes on ends with. */
    ApplicationFailure ended() {
        try {
            stub().getResult(MigrationReport.class);
        } catch (WorkflowException failed) {
            return (ApplicationFailure) Objects.requireNonNull(failed.getCause());
        }
        throw new AssertionError("the migration was expected to fail; done: " + cloud.done);
    }

    void begin(String fields) {
        serve();
        start(MigrateInstanceWorkflow.workflowId(Samples.ID), fields);
    }

    private WorkflowStub start(String id, String fields) {
        WorkflowStub run = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        MigrateInstanceWorkflow.TYPE,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                                .setWorkflowId(id)
                                .build());
        run.start(request(fields));
        return run;
    }

    void serve() {
        if (serves) {
            return;
        }
        serves = true;
        Worker worker = temporal.newWorker(MigrateInstanceWorkflow.TASK_QUEUE);
        worker.registerWorkflowImplementationTypes(
                MigrateInstanceWorkflowImpl.class,
                PurgeSourceWorkflowImpl.class,
                CleanTargetWorkflowImpl.class,
                SteerSchedulerWorkflowImpl.class,
                LimitsWorkflowImpl.class);
        cloud.register(worker);
        temporal.start();
    }

    Object request(String fields) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode request = mapper.readerForUpdating(mapper.createObjectNode()
                            .put("instance", Samples.ID)
                            .put("target", "compute-2")
                            .put("method", method))
                    .readValue(fields);
            // null takes a field away
            request.properties().removeIf(field -> field.getValue().isNull());
            return request;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    WorkflowStub stub() {
        return temporal.getWorkflowClient().newUntypedWorkflowStub(MigrateInstanceWorkflow.workflowId(Samples.ID));
    }

    CopyRoute route() {
        String run = Objects.requireNonNull(stub().describe().getExecution())
                .getRunId()
                .substring(28);
        return new CopyRoute(run, Samples.ID, "compute-1", "compute-2");
    }

    MigrationProgress progress() {
        return stub().query("progress", MigrationProgress.class);
    }

    MigrationProgress awaitPhase(Phase phase) {
        for (int i = 0; i < 400; i++) {
            MigrationProgress progress = progress();
            if (progress.phase().equals(phase.text())) {
                return progress;
            }
            temporal.sleep(Duration.ofSeconds(1));
        }
        throw new AssertionError("phase " + phase + " was not reached; it is " + progress());
    }
}
