package org.ferry.starter.run;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.jspecify.annotations.Nullable;

/**
 * Reads one drain, and the moves that it has in flight, again and again. Its history is not read, but for how it ended:
 * that of a large host is long. For one thread.
 */
public final class DrainReader {
    private final WorkflowClient client;
    private final RunCalls calls;
    private final Told<DrainReport> told;
    private final MissedWorker missed = new MissedWorker();
    private final Map<String, RunReader> moves = new HashMap<>();
    private String knownRun = "";
    private long knownLength;
    private @Nullable Outcome outcome;
    private @Nullable DrainReport result;

    /** Of this workflow id, the latest run. */
    public DrainReader(WorkflowClient client, String workflowId) {
        this.client = client;
        this.calls = new RunCalls(client, workflowId);
        this.told = new Told<>(calls, DrainReport.class);
    }

    /**
     * The drain as it is now; the first call settles which one that is, however many runs it takes.
     *
     * @throws StatusRuntimeException as {@link RunReader#read}
     */
    public DrainRun read() {
        DescribeWorkflowExecutionResponse described = describe();
        WorkflowExecutionInfo info = described.getWorkflowExecutionInfo();
        String runId = info.getExecution().getRunId();
        boolean ended = info.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        boolean changed = !runId.equals(knownRun) || info.getHistoryLength() != knownLength;
        if (ended && outcome == null) {
            end(calls.lastEvent(), phase(info));
        }
        if (result == null) {
            told.ask(changed);
        }
        knownRun = runId;
        knownLength = info.getHistoryLength();
        DrainReport report = report(info);
        return new DrainRun(
                info.getExecution().getWorkflowId(),
                runId,
                report,
                ended ? History.millis(info.getCloseTime()) : 0,
                ended ? Map.of() : inFlight(report),
                outcome,
                !ended && missed.isMissed(described) ? "a worker" : null);
    }

    /** A long drain goes on in a run of its own. */
    private DescribeWorkflowExecutionResponse describe() {
        DescribeWorkflowExecutionResponse described = calls.describe();
        boolean goesOnElsewhere = described.getWorkflowExecutionInfo().getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
        return goesOnElsewhere ? calls.describeLatest() : described;
    }

    private void end(HistoryEvent last, String phase) {
        if (last.hasWorkflowExecutionCompletedEventAttributes()) {
            Payloads given = last.getWorkflowExecutionCompletedEventAttributes().getResult();
            result = FerryDataConverter.instance()
                    .fromPayloads(0, Optional.of(given), DrainReport.class, DrainReport.class);
        }
        // A run that a Schedule began is in no phase of its own: it gives what the drain has given.
        outcome = Outcome.ofDrain(last, result == null ? phase : result.phase());
    }

    private DrainReport report(WorkflowExecutionInfo info) {
        DrainReport last = result == null ? told.last() : result;
        if (last != null) {
            return last;
        }
        String id = info.getExecution().getWorkflowId();
        boolean planned = id.startsWith(DrainHostWorkflow.planId(""));
        String prefix = planned ? DrainHostWorkflow.planId("") : DrainHostWorkflow.workflowId("");
        return new DrainReport(
                id.substring(prefix.length()),
                phase(info),
                null,
                History.millis(info.getStartTime()),
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                planned);
    }

    private static String phase(WorkflowExecutionInfo info) {
        String phase = RunCalls.attribute(info, SearchAttributes.PHASE);
        return phase == null ? "Starting" : phase;
    }

    private Map<String, Run> inFlight(DrainReport report) {
        Map<String, Run> runs = new HashMap<>();
        for (InstanceMove move : report.moves()) {
            String id = move.instance().id();
            Run run = move.is(InstanceMove.State.MOVING, InstanceMove.State.FOLLOWED) ? read(id) : null;
            if (run == null) {
                moves.remove(id);
            } else {
                runs.put(id, run);
            }
        }
        return runs;
    }

    /** A run that has ended may be that of an attempt before, where the one meant has not begun yet. */
    private @Nullable Run read(String instance) {
        try {
            Run run = moves.computeIfAbsent(
                            instance, id -> new RunReader(client, MigrateInstanceWorkflow.workflowId(id)))
                    .read();
            return run.outcome() == null ? run : null;
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return null;
            }
            throw failure;
        }
    }
}
