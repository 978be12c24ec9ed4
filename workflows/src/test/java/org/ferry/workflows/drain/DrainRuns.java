package org.ferry.workflows.drain;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runs drains and refills against a {@link Cloud}, with moves that only pretend, on Temporal's test server. */
abstract class DrainRuns {
    final Cloud cloud = new Cloud();
    final Mover.Script script = new Mover.Script(cloud);
    TestWorkflowEnvironment temporal;

    @BeforeEach
    void startTemporal() {
        Mover.script = script;
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
        for (String name : List.of("Source", "Target", "Phase")) {
            options.registerSearchAttribute("Ferry" + name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
        temporal = TestWorkflowEnvironment.newInstance(options.build());
        Worker worker = temporal.newWorker(MigrateInstanceWorkflow.TASK_QUEUE);
        worker.registerWorkflowImplementationTypes(
                DrainHostWorkflowImpl.class, RefillHostWorkflowImpl.class, Mover.class);
        cloud.register(worker);
        temporal.start();
    }

    @AfterEach
    void stopTemporal() {
        temporal.close();
    }
}
