package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.junit.jupiter.api.Test;

/** Runs with the ids that Temporal gives to those that a Schedule starts. */
class ScheduledTest extends DrainRuns {
    private static final String SATURDAY = "drain/compute-1-2026-01-31T21:00:00Z";

    private final ObjectNode request =
            JsonNodeFactory.instance.objectNode().put("host", "compute-1").put("onBlocked", "wait");

    @Test
    void drainsUnderTheHostsOwnId() {
        cloud.add("1", null);

        DrainReport report = begin(SATURDAY).getResult(DrainReport.class);

        assertThat(report.phase()).isEqualTo("Empty");
        WorkflowStub own = temporal.getWorkflowClient().newUntypedWorkflowStub("drain/compute-1");
        assertThat(own.getResult(DrainReport.class)).isEqualTo(report);
    }

    @Test
    void refusesWhileTheHostIsBeingDrained() {
        cloud.add("1", null);
        script.blockers.put("1", "pinned");
        begin("drain/compute-1");

        WorkflowStub second = begin(SATURDAY);

        assertThatThrownBy(() -> second.getResult(DrainReport.class))
                .hasStackTraceContaining("drain/compute-1 is going on already");
    }

    @Test
    void refusesAnyOtherId() {
        WorkflowStub run = begin("drain/compute-1-tonight");

        assertThatThrownBy(() -> run.getResult(DrainReport.class))
                .hasStackTraceContaining("the workflow id must be \"drain/compute-1\"");
    }

    private WorkflowStub begin(String id) {
        WorkflowStub run = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        DrainHostWorkflow.TYPE,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                                .setWorkflowId(id)
                                .build());
        run.start(request, null);
        return run;
    }
}
