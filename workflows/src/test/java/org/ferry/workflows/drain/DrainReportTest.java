package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import org.ferry.workflows.Failures;
import org.ferry.workflows.drain.DrainHostWorkflow.Cancellation;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a drain tells of its moves at its end, and that it has it kept. */
class DrainReportTest extends DrainRuns {
    private final ObjectNode request = JsonNodeFactory.instance.objectNode().put("host", "compute-1");

    @BeforeEach
    void addAnInstance() {
        cloud.add("1", null);
    }

    @Test
    void tellsOfEveryMoveAlsoOfThoseThatFailed() {
        script.fail("1", Failures.RETURNED);

        InstanceMove move = result(begin("drain/compute-1")).moves().get(0);

        assertThat(move.state()).isEqualTo(State.MOVED);
        assertThat(move.waitMillis()).isEqualTo(7);
        assertThat(move.downMillis()).as("of both moves").isEqualTo(2000 + 1000);
        assertThat(move.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.why()).isEqualTo("it failed");
            assertThat(failed.method()).isEqualTo("manual");
            assertThat(failed.target()).isNotEqualTo(move.target());
            assertThat(failed.downMillis()).isEqualTo(2000);
            assertThat(failed.startedAt() + failed.millis()).isLessThanOrEqualTo(move.startedAt());
        });
    }

    @Test
    void hasTheReportKeptAtTheEndAndSaysWhere() {
        DrainReport report = result(begin("drain/compute-1"));

        assertThat(cloud.kept).singleElement().satisfies(kept -> {
            assertThat(kept.workflowId()).isEqualTo("drain/compute-1");
            assertThat(kept.message()).isEmpty();
            assertThat(kept.report().phase()).isEqualTo("Empty");
            assertThat(kept.report().moves()).isEqualTo(report.moves());
            assertThat(report.notes())
                    .containsExactly("its report is kept as worker-1:/reports/" + kept.runId() + ".html");
        });
    }

    @Test
    void hasTheReportOfARefusedDrainKeptWithTheReason() {
        script.blockers.put("1", "pinned");

        assertThatThrownBy(() -> result(begin("drain/compute-1"))).isInstanceOf(WorkflowFailedException.class);

        assertThat(cloud.kept).singleElement().satisfies(kept -> {
            assertThat(kept.report().phase()).isEqualTo("Refused");
            assertThat(kept.message()).contains("vm-1 (1): - pinned");
        });
    }

    @Test
    void hasTheReportOfACancelledDrainKept() {
        script.blockers.put("1", "pinned");
        request.put("onBlocked", "wait");
        WorkflowStub run = begin("drain/compute-1");
        temporal.sleep(Duration.ofMinutes(1));

        run.update("cancel", Void.class, new Cancellation(false, false));

        assertThat(result(run).phase()).isEqualTo("Cancelled");
        assertThat(cloud.kept).extracting(kept -> kept.report().phase()).containsExactly("Cancelled");
    }

    @Test
    void endsAlsoWhereItsReportCannotBeKept() {
        cloud.diskIsFull = true;

        DrainReport report = result(begin("drain/compute-1"));

        assertThat(report.phase()).isEqualTo("Empty");
        assertThat(report.notes()).containsExactly("its report could not be kept: no space left");
    }

    @Test
    void keepsNoReportOfADryRun() {
        request.put("dryRun", true);

        result(begin("drain-plan/compute-1"));

        assertThat(cloud.kept).isEmpty();
    }

    private static DrainReport result(WorkflowStub run) {
        return run.getResult(DrainReport.class);
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
