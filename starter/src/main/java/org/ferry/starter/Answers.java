package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TerminatedFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.find.FindInstanceWorkflow;
import org.ferry.workflows.hosts.DescribeHostsWorkflow;
import org.ferry.workflows.hosts.HostCapacity;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/** What a worker tells of the cloud: each question is a short workflow, which a person waits for. */
final class Answers {
    private static final int WORKER_SECONDS = 10;
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofMinutes(2);

    private final Temporal temporal;
    private final WorkflowClient client;
    private final String taskQueue;

    Answers(Temporal temporal, WorkflowClient client, String taskQueue) {
        this.temporal = temporal;
        this.client = client;
        this.taskQueue = taskQueue;
    }

    /** The instances of this name. */
    List<Found> find(String name) {
        WorkflowStub search =
                question(FindInstanceWorkflow.TYPE, shared(FindInstanceWorkflow.workflowId(name)), SOON, name);
        return List.of(answer(
                search, Found[].class, "look up the name \"" + name + "\"", "Give the uuid instead, or try again."));
    }

    /** The compute hosts, or the one of this name. */
    List<HostCapacity> hosts(@Nullable String host) {
        WorkflowStub look =
                question(DescribeHostsWorkflow.TYPE, shared(DescribeHostsWorkflow.workflowId(host)), LATER, host);
        String what = host == null ? "describe the hosts" : "describe " + host;
        return List.of(answer(look, HostCapacity[].class, what, "Try again."));
    }

    /** How an instance would be moved. Another's plan for it gives way: its wishes may have been different. */
    Plan plan(InstanceRef instance, ObjectNode request) {
        WorkflowOptions.Builder options = WorkflowOptions.newBuilder()
                .setWorkflowId(MigrateInstanceWorkflow.planId(instance.id()))
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)
                .setStaticSummary(instance.title() + ": plan only");
        WorkflowStub planning = question(MigrateInstanceWorkflow.TYPE, options, LATER, request);
        MigrationReport report =
                answer(planning, MigrationReport.class, "plan the move of " + instance.title(), "Try again.");
        return Objects.requireNonNull(report.plan(), "a dry run without a plan");
    }

    /** Several who ask the same at once share one run. */
    private static WorkflowOptions.Builder shared(String workflowId) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
    }

    private WorkflowStub question(
            String type, WorkflowOptions.Builder options, Duration limit, @Nullable Object argument) {
        temporal.requireWorker();
        WorkflowStub stub = client.newUntypedWorkflowStub(
                type,
                options.setTaskQueue(taskQueue)
                        .setWorkflowExecutionTimeout(limit)
                        .build());
        stub.start(new Object[] {argument});
        return stub;
    }

    private <T> T answer(WorkflowStub question, Class<T> type, String what, String advice) {
        try {
            return result(question, type);
        } catch (WorkflowFailedException failed) {
            if (failed.getCause() instanceof TerminatedFailure) {
                throw new StarterException(
                        Exit.GOING_ON, "Can't " + what + ": somebody else has asked for the same meanwhile.", failed);
            }
            String reason = Temporal.reason(failed);
            throw isRefusal(failed)
                    ? new StarterException(Exit.REFUSED, "Can't " + what + ": " + reason, failed)
                    : new StarterException(Exit.UNREACHABLE, "Can't " + what + ": " + reason + "\n" + advice, failed);
        }
    }

    private static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApplicationFailure application) {
                return Failures.REFUSED.equals(application.getType());
            }
        }
        return false;
    }

    private <T> T result(WorkflowStub question, Class<T> type) {
        try {
            return question.getResult(WORKER_SECONDS, TimeUnit.SECONDS, type);
        } catch (TimeoutException late) {
            // A worker that died is listed as polling for some minutes more.
            if (question.describe().getHistoryLength() <= 2) {
                throw temporal.noWorker();
            }
            return question.getResult(type);
        }
    }
}
