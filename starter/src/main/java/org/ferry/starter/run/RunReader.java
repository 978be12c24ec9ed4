package org.ferry.starter.run;

import com.google.protobuf.util.Timestamps;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/**
 * Reads one run again and again, and asks only for what may have changed. For one thread.
 */
public final class RunReader {
    /** A busy worker may let a task wait for some seconds. */
    private static final long MISSED_AFTER_MILLIS = Duration.ofSeconds(8).toMillis();
    /** Where no worker answers, every question costs its whole time. */
    private static final long ASK_AGAIN_MILLIS = Duration.ofSeconds(10).toMillis();

    private final RunCalls calls;
    private long knownLength;
    private @Nullable History history;
    private @Nullable MigrationProgress told;
    private long toldAt;
    private long askedAt;
    private boolean unanswered;
    private long waitingSince;

    /** Of this workflow id, the latest run. */
    public RunReader(WorkflowClient client, String workflowId) {
        this.calls = new RunCalls(client, workflowId);
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
        if (changed || (unanswered && now() - askedAt > ASK_AGAIN_MILLIS)) {
            ask(current.decidedAt());
        }
        return new Run(
                info.getExecution().getWorkflowId(),
                info.getExecution().getRunId(),
                current,
                progress(current, info),
                toldAt,
                steps(current, described.getPendingActivitiesList()),
                current.outcome() == null && workerIsMissed(described) ? "a worker" : null);
    }

    private void ask(long decidedAt) {
        askedAt = now();
        try {
            told = calls.progress();
            toldAt = decidedAt;
            unanswered = false;
        } catch (StatusRuntimeException | DataConverterException nobodyAnswers) {
            unanswered = true;
        }
    }

    private MigrationProgress progress(History current, WorkflowExecutionInfo info) {
        String phase = attribute(info, SearchAttributes.PHASE);
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
        if (told != null) {
            return told;
        }
        String instance = current.requested("instance");
        return new MigrationProgress(
                instance == null ? info.getExecution().getWorkflowId() : instance,
                null,
                attribute(info, SearchAttributes.SOURCE),
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

    /** Whether something has been waiting for a worker to take it for longer than a busy one needs. */
    private boolean workerIsMissed(DescribeWorkflowExecutionResponse described) {
        boolean waits = (described.hasPendingWorkflowTask()
                        && described.getPendingWorkflowTask().getState()
                                == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED)
                || described.getPendingActivitiesList().stream().anyMatch(RunReader::isDue);
        if (!waits) {
            waitingSince = 0;
        } else if (waitingSince == 0) {
            waitingSince = now();
        }
        return waits && now() - waitingSince > MISSED_AFTER_MILLIS;
    }

    private static boolean isDue(PendingActivityInfo activity) {
        return activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
                && (!activity.hasNextAttemptScheduleTime()
                        || Timestamps.toMillis(activity.getNextAttemptScheduleTime()) <= now());
    }

    private static @Nullable String attribute(WorkflowExecutionInfo info, SearchAttributeKey<String> key) {
        Payload value = info.getSearchAttributes().getIndexedFieldsMap().get(key.getName());
        return value == null ? null : FerryDataConverter.instance().fromPayload(value, String.class, String.class);
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
