package org.ferry.workflows.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.choose.Samples;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.limits.Leases;
import org.ferry.workflows.limits.LimitsWorkflow;
import org.junit.jupiter.api.Test;

/** A move waits for its turn among all that go on. */
class TurnsTest extends MigrationRuns {
    /** A move that goes on. */
    private static final Claim OTHER = new Claim("migrate/other", "run", "compute-1", "compute-3", Method.COLD);

    TurnsTest() {
        super("cold");
    }

    @Test
    void givesItsLeaseBackAtTheEnd() {
        run("{}");

        assertThat(leases().held()).isEmpty();
        assertThat(leases().waiting()).isEmpty();
    }

    @Test
    void givesItsLeaseBackAlsoWhenItWasUndone() {
        cloud.at("NovaMove.orderCold", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "no valid host");
        });

        fails("{}");

        assertThat(leases().held()).isEmpty();
    }

    @Test
    void waitsUntilTheOtherHasEnded() {
        occupy();
        begin("{}");
        awaitWaiting();
        assertThat(cloud.done).as("nothing is touched before its turn").isEmpty();
        assertThat(progress().steps()).last().satisfies(step -> {
            assertThat(step.name()).isEqualTo("wait for its turn, compute-1 → compute-2");
            assertThat(step.state()).isEqualTo("running");
        });

        limits().release(OTHER);

        assertThat(stub().getResult(MigrationReport.class).target()).isEqualTo("compute-2");
    }

    @Test
    void getsItsTurnWhenTheOthersRunIsGoneWithoutAWord() {
        occupy();
        cloud.ended = List.of(OTHER.workflowId());

        assertThat(run("{}").target()).isEqualTo("compute-2");
    }

    @Test
    void looksAgainAtAWorldThatMayHaveChangedWhileItWaited() {
        occupy();
        begin("{}");
        awaitWaiting();
        temporal.sleep(Duration.ofMinutes(2));
        limits().release(OTHER);
        MigrationReport report = stub().getResult(MigrationReport.class);

        assertThat(report.waitMillis())
                .isGreaterThanOrEqualTo(Duration.ofMinutes(2).toMillis());
        assertThat(cloud.calls.stream().filter(call -> call.startsWith("Placement.describeAllocations")))
                .hasSizeGreaterThan(1);
    }

    @Test
    void withdrawsItsClaimWhenItIsCancelledWhileItWaits() {
        occupy();
        begin("{}");
        awaitWaiting();

        stub().update("cancel", Void.class);

        ApplicationFailure failure = ended();
        assertThat(failure.getType()).isEqualTo(Failures.CANCELLED);
        assertThat(failure.getOriginalMessage()).contains("nothing was touched");
        assertThat(leases().waiting()).isEmpty();
    }

    @Test
    void leavesTheLimitsWhenTheMoveThatStartedThemIsCancelled() {
        cloud.at("NovaMove.orderCold", () -> duringTheActivity(() -> stub().cancel()));

        begin("{}");
        assertThatThrownBy(() -> stub().getResult(MigrationReport.class)).hasCauseInstanceOf(CanceledFailure.class);

        assertThat(temporal.getWorkflowClient()
                        .newUntypedWorkflowStub(LimitsWorkflow.ID)
                        .describe()
                        .getStatus())
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
        assertThat(leases().held()).isEmpty();
    }

    @Test
    void doesNotBeginAfterItsDeadline() {
        occupy();
        String soon =
                Instant.ofEpochMilli(temporal.currentTimeMillis() + 600_000).toString();

        ApplicationFailure failure = fails("{\"startBefore\": \"" + soon + "\"}");

        assertThat(failure.getType()).isEqualTo(Failures.TOO_LATE);
        assertThat(failure.getOriginalMessage()).contains("did not get its turn before " + soon);
        assertThat(leases().waiting()).isEmpty();
        assertThat(cloud.done).isEmpty();
    }

    @Test
    void claimsAnewWhenSomebodyHasEndedTheLimits() {
        occupy();
        begin("{}");
        awaitWaiting();

        temporal.getWorkflowClient().newUntypedWorkflowStub(LimitsWorkflow.ID).terminate("by mistake");

        assertThat(stub().getResult(MigrationReport.class).target()).isEqualTo("compute-2");
    }

    @Test
    void getsItsTurnWhenTheLimitsBecomeWider() throws JsonProcessingException {
        occupy();
        begin("{}");
        awaitWaiting();

        limits().change(new ObjectMapper().readTree("{\"perSource\": 4}"));

        assertThat(stub().getResult(MigrationReport.class).target()).isEqualTo("compute-2");
    }

    @Test
    void refusesWhatCanNotBeALimit() {
        occupy();

        assertThatThrownBy(() -> limits().change(new ObjectMapper().readTree("{\"perSource\": 0}")))
                .rootCause()
                .hasMessageContaining("\"perSource\" must be a whole number from 1");
        assertThat(leases().limits().perSource()).isEqualTo(2);
    }

    /** Of compute-1, as much as may go on. */
    private void occupy() {
        temporal.newWorker("others").registerWorkflowImplementationTypes(Standing.class);
        serve();
        WorkflowClient client = temporal.getWorkflowClient();
        client.newUntypedWorkflowStub(
                        "Other",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("others")
                                .setWorkflowId(OTHER.workflowId())
                                .build())
                .start();
        LimitsWorkflow limits = client.newWorkflowStub(
                LimitsWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                        .setWorkflowId(LimitsWorkflow.ID)
                        .build());
        BatchRequest batch = client.newSignalWithStartRequest();
        batch.add(limits::keep, null);
        batch.add(limits::claim, OTHER);
        client.signalWithStart(batch);
        try {
            limits().change(new ObjectMapper().readTree("{\"perSource\": 2}"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A run that goes on for ever. */
    @WorkflowInterface
    public interface Other {
        @WorkflowMethod(name = "Other")
        void stand();
    }

    /** See {@link Other}. */
    public static final class Standing implements Other {
        @Override
        public void stand() {
            Workflow.await(() -> false);
        }
    }

    private void awaitWaiting() {
        List<String> wanted = List.of(MigrateInstanceWorkflow.workflowId(Samples.ID));
        // In real time: what is planned meanwhile does not wait for the test server's clock. The other waits as well
        // until it is granted what it claimed.
        for (int i = 0; i < 600 && !waiting().equals(wanted); i++) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(waiting()).as("runs that wait").isEqualTo(wanted);
    }

    private List<String> waiting() {
        return leases().waiting().stream().map(Claim::workflowId).toList();
    }

    private Leases leases() {
        return limits().leases();
    }

    private LimitsWorkflow limits() {
        return temporal.getWorkflowClient().newWorkflowStub(LimitsWorkflow.class, LimitsWorkflow.ID);
    }
}
