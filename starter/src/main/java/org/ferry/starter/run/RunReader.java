package org.ferry.starter.run;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run again and again, and asks only for what may have changed. For one thread.
 */
public final class RunReader {
    private final RunCalls calls;
    private final Told<MigrationProgress> told;
    private final MissedWorker missed = new MissedWorker();
    private long knownLength;
    private @Nullable History history;
    private long toldAt;

    /** Of this workflow id, the latest run. */
    public RunReader(WorkflowClient client, String workflowId) {
        this.calls = new RunCalls(client, workflowId);
        this.told = new Told<>(calls, MigrationProgress.class);
    }

    /**
     * The run as it is now; the first call settles which run that is.
     *
     * @throws StatusRuntimeException NOT_FOUND when there is none, UNAVAILABLE or DEADLINE_EXCEEDED when Temporal does
     *     not answer
     */
    public Run read() {
        DescribeWorkflowExecutionResponse described = calls.describe();
        WorkflowExecutionInfo info = described.getWorkflowExecutionInfo();
        History current = history;
        boolean changed = current == null || info.getHistoryLength() != knownLength;
        if (current == null || changed) {
            current = History.of(calls.events());
            history = current;
            knownLength = info.getHistoryLength();
        }
        if (told.ask(changed)) {
            toldAt = current.decidedAt();
        }
        return new Run(
                info.getExecution().getWorkflowId(),
                info.getExecution().getRunId(),
                current,
                progress(current, info),
                toldAt,
                steps(current, described.getPendingActivitiesList()),
                current.outcome() == null && missed.isMissed(described) ? "a worker" : null);
    }

    private MigrationProgress progress(History current, WorkflowExecutionInfo info) {
        String phase = RunCalls.attribute(info, SearchAttributes.PHASE);
        MigrationReport report =
                current.outcome() == null ? null : current.outcome().report();
        if (report != null) {
            return new MigrationProgress(
                    report.instance(),
                    report.name(),
                    report.source(),
                    report.target(),
                    phase == null ? "" : phase,
                    false,
                    report.downMillis(),
                    report.steps(),
                    null,
                    report.method(),
                    List.of());
        }
        MigrationProgress last = told.last();
        if (last != null) {
            return last;
        }
        String instance = current.requested("instance");
        return new MigrationProgress(
                instance == null ? info.getExecution().getWorkflowId() : instance,
                null,
                RunCalls.attribute(info, SearchAttributes.SOURCE),
                current.requested("target"),
                phase == null ? "Starting" : phase,
                false,
                0,
                List.of(),
                null,
                null,
                List.of());
    }

    private static List<Step> steps(History history, List<PendingActivityInfo> pending) {
        Map<String, PendingActivityInfo> byId =
                pending.stream().collect(Collectors.toMap(PendingActivityInfo::getActivityId, Function.identity()));
        return history.activities().stream()
                .map(activity -> {
                    PendingActivityInfo now = byId.get(activity.id());
                    return now == null || activity.isClosed() ? activity.step() : step(activity, now);
                })
                .toList();
    }

    private static Step step(ActivityRun activity, PendingActivityInfo now) {
        return new Step(
                activity.name(),
                activity.scheduledAt(),
                0,
                Step.State.RUNNING,
                Math.max(1, now.getAttempt()),
                now.hasLastFailure() ? FailureText.of(now.getLastFailure()) : null,
                Heartbeat.of(now));
    }
}
