package org.ferry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.RefillHostWorkflow;
import org.ferry.workflows.drain.RefillReport;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;

/** Starts migrations and follows them. */
final class Runs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WorkflowClient CLIENT = WorkflowClient.newInstance(
            WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget("127.0.0.1:7233")
                    .build()),
            WorkflowClientOptions.newBuilder()
                    .setDataConverter(FerryDataConverter.instance())
                    .build());

    private Runs() {}

    /** Starts a manual migration, unless the fields say otherwise. */
    static WorkflowStub start(String instance, String target, Map<String, Object> fields) {
        ObjectNode request = JSON.createObjectNode()
                .put("instance", instance)
                .put("target", target)
                .put("method", "manual");
        fields.forEach((name, value) -> request.set(name, JSON.valueToTree(value)));
        return startWith(instance, request);
    }

    /** Lets Ferry choose the method, and the target too unless the fields name one. */
    static WorkflowStub startAuto(String instance, Map<String, Object> fields) {
        ObjectNode request = JSON.createObjectNode().put("instance", instance);
        fields.forEach((name, value) -> request.set(name, JSON.valueToTree(value)));
        return startWith(instance, request);
    }

    /** What Ferry would do; nothing is touched. */
    static Plan plan(String instance, Map<String, Object> fields) {
        ObjectNode request = JSON.createObjectNode().put("instance", instance).put("dryRun", true);
        fields.forEach((name, value) -> request.set(name, JSON.valueToTree(value)));
        WorkflowStub stub = CLIENT.newUntypedWorkflowStub(
                MigrateInstanceWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                        .setWorkflowId(MigrateInstanceWorkflow.planId(instance))
                        .build());
        stub.start(request);
        return report(stub, Duration.ofMinutes(2)).plan();
    }

    /** Starts with any input under the instance's id. */
    static WorkflowStub startWith(String instance, JsonNode request) {
        WorkflowStub stub = CLIENT.newUntypedWorkflowStub(
                MigrateInstanceWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                        .setWorkflowId(MigrateInstanceWorkflow.workflowId(instance))
                        // How soon a worker that died in workflow code is noticed; half the default, for many kills.
                        .setWorkflowTaskTimeout(Duration.ofSeconds(5))
                        .build());
        stub.start(request);
        return stub;
    }

    /** Starts to empty a host. */
    static WorkflowStub startDrain(String host, Map<String, Object> fields) {
        ObjectNode request = JSON.createObjectNode().put("host", host);
        fields.forEach((name, value) -> request.set(name, JSON.valueToTree(value)));
        WorkflowStub stub = CLIENT.newUntypedWorkflowStub(
                DrainHostWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                        .setWorkflowId(DrainHostWorkflow.workflowId(host))
                        .setWorkflowTaskTimeout(Duration.ofSeconds(5))
                        .build());
        stub.start(request);
        return stub;
    }

    /** Fills a host again, and brings its instances home. */
    static RefillReport refill(String host, Duration limit) {
        WorkflowStub stub = CLIENT.newUntypedWorkflowStub(
                RefillHostWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                        .setWorkflowId(RefillHostWorkflow.workflowId(host))
                        .build());
        JsonNode request = JSON.createObjectNode().put("host", host).put("bringHome", true);
        stub.start(request);
        try {
            return stub.getResult(limit.toMillis(), TimeUnit.MILLISECONDS, RefillReport.class);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the refill did not end within " + limit + ": " + stub.query("progress", RefillReport.class), e);
        }
    }

    /** How a drain ended. */
    static DrainReport drained(WorkflowStub run, Duration limit) {
        try {
            return run.getResult(limit.toMillis(), TimeUnit.MILLISECONDS, DrainReport.class);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the drain did not end within " + limit + ": " + run.query("progress", DrainReport.class), e);
        }
    }

    static MigrationReport report(WorkflowStub run, Duration limit) {
        try {
            return run.getResult(limit.toMillis(), TimeUnit.MILLISECONDS, MigrationReport.class);
        } catch (TimeoutException e) {
            throw new AssertionError("the migration did not end within " + limit + ": " + progress(run), e);
        }
    }

    /** The failure that a run is expected to end with. */
    static ApplicationFailure failure(WorkflowStub run, Duration limit) {
        try {
            MigrationReport report = report(run, limit);
            throw new AssertionError("the migration was expected to fail: " + report);
        } catch (WorkflowFailedException failed) {
            if (failed.getCause() instanceof ApplicationFailure failure) {
                return failure;
            }
            throw failed;
        }
    }

    static MigrationProgress progress(WorkflowStub run) {
        return run.query("progress", MigrationProgress.class);
    }

    /** Short id of the instance's last run, as it names what is temporary; empty where there was none. */
    static Optional<String> lastRun(String instance) {
        try {
            String runId = CLIENT.newUntypedWorkflowStub(MigrateInstanceWorkflow.workflowId(instance))
                    .describe()
                    .getExecution()
                    .getRunId();
            return Optional.of(runId.substring(runId.length() - 8));
        } catch (WorkflowNotFoundException never) {
            return Optional.empty();
        }
    }

    /** The latest run of a workflow id. */
    static WorkflowStub latest(String workflowId) {
        return CLIENT.newUntypedWorkflowStub(workflowId);
    }

    /** All events of a run. */
    static List<HistoryEvent> history(WorkflowStub run) {
        WorkflowExecution execution = run.describe().getExecution();
        return CLIENT.fetchHistory(execution.getWorkflowId(), execution.getRunId())
                .getHistory()
                .getEventsList();
    }

    /** How many attempts the activity of this type took that began last. */
    static int attempts(WorkflowStub run, String type) {
        int attempts = 0;
        long scheduled = 0;
        for (HistoryEvent event : history(run)) {
            if (event.hasActivityTaskScheduledEventAttributes()
                    && event.getActivityTaskScheduledEventAttributes()
                            .getActivityType()
                            .getName()
                            .equals(type)) {
                scheduled = event.getEventId();
            }
            if (event.hasActivityTaskStartedEventAttributes()
                    && event.getActivityTaskStartedEventAttributes().getScheduledEventId() == scheduled) {
                attempts = event.getActivityTaskStartedEventAttributes().getAttempt();
            }
        }
        return attempts;
    }

    /** Waits until the run is in a phase. */
    static MigrationProgress awaitPhase(WorkflowStub run, String phase) {
        return org.awaitility.Awaitility.await("the run to be in phase " + phase)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> progress(run), progress -> progress.phase().equals(phase));
    }

    /** Waits until an activity of this type has started; fails when the run ends without. */
    static void awaitActivity(WorkflowStub run, String type) {
        org.awaitility.Awaitility.await("activity " + type + " to start")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> pending(run).stream()
                        .anyMatch(pending -> pending.getActivityType().getName().equals(type)
                                && pending.getAttempt() > 0
                                && pending.hasLastStartedTime()));
    }

    private static List<PendingActivityInfo> pending(WorkflowStub run) {
        WorkflowExecutionDescription description = run.describe();
        if (description.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
            run.getResult(Object.class); // throws what it failed with
            throw new AssertionError("the run has ended: " + description.getStatus());
        }
        return description.getRawDescription().getPendingActivitiesList();
    }
}
