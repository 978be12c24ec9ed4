package org.ferry.activities.temporal;

import io.temporal.activity.Activity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ferry.workflows.Failures;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.RunActivities;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.Phase;
import org.ferry.workflows.migrate.Spent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link RunActivities} by Temporal's visibility, with the client of the worker that runs it. Stateless, thread-safe. */
public final class TemporalRunActivities implements RunActivities {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalRunActivities.class);
    private static final String OF_TYPE = "WorkflowType = '" + MigrateInstanceWorkflow.TYPE + "'";
    private static final String IN_FLIGHT = OF_TYPE + " AND ExecutionStatus = 'Running'";
    /** Newest first, as Temporal sorts them. */
    private static final String DONE = OF_TYPE + " AND ExecutionStatus = 'Completed' AND "
            + SearchAttributes.PHASE.getName() + " = '" + Phase.DONE.text() + "'";

    private static final String IDS = MigrateInstanceWorkflow.workflowId("");
    private static final int RUNS_OF_A_METHOD = 10;
    /** With less, stopping and starting the guest takes longer than moving the bytes: that is no rate. */
    private static final long LEAST_BYTES = 128L << 20;

    /** A method that is hardly used is not searched for through all that was ever moved. */
    private static final int MOST_RUNS = 100;

    private static final long SECONDS_FOR_A_RESULT = 10;

    private final Supplier<WorkflowClient> client;

    /** Activities that use the client of the worker that they run in. */
    public TemporalRunActivities() {
        this(() -> Activity.getExecutionContext().getWorkflowClient());
    }

    TemporalRunActivities(Supplier<WorkflowClient> client) {
        this.client = client;
    }

    @Override
    public List<RunInFlight> listInFlight() {
        try (Stream<WorkflowExecutionMetadata> runs = client.get().listExecutions(IN_FLIGHT)) {
            return runs.filter(TemporalRunActivities::isMigration)
                    .flatMap(run -> inFlight(run).stream())
                    .toList();
        }
    }

    @Override
    public Map<String, MeasuredRate> measureRates() {
        Map<String, List<Long>> rates = new HashMap<>();
        try (Stream<WorkflowExecutionMetadata> runs = client.get().listExecutions(DONE)) {
            runs.filter(TemporalRunActivities::isMigration)
                    .limit(MOST_RUNS)
                    .flatMap(run -> report(run.getExecution()).stream())
                    .filter(report -> !report.dryRun() && report.bytes() >= LEAST_BYTES && report.moveMillis() > 0)
                    .forEach(report -> rates.computeIfAbsent(report.method(), method -> new ArrayList<>())
                            .add(report.bytes() * 1000 / report.moveMillis()));
        }
        Map<String, MeasuredRate> measured = new HashMap<>();
        rates.forEach((method, all) -> measured.put(method, measured(all)));
        return measured;
    }

    @Override
    public List<String> listEnded(List<String> workflowIds) {
        return workflowIds.stream().filter(this::hasEnded).toList();
    }

    @Override
    public Optional<RunEnd> findEnd(String instanceId) {
        String id = MigrateInstanceWorkflow.workflowId(instanceId);
        WorkflowStub run = client.get().newUntypedWorkflowStub(id);
        return hasEnded(id) ? Optional.of(end(run)) : Optional.empty();
    }

    @Override
    public List<TakenAway> listTakenAway(String host) {
        WorkflowStub drain = client.get().newUntypedWorkflowStub(DrainHostWorkflow.workflowId(host));
        try {
            return drain.query("progress", DrainReport.class).moves().stream()
                    .filter(move -> move.state() == InstanceMove.State.MOVED)
                    .map(move ->
                            new TakenAway(move.instance().id(), move.instance().name()))
                    .toList();
        } catch (WorkflowNotFoundException none) {
            return List.of();
        }
    }

    private static RunEnd end(WorkflowStub run) {
        try {
            return run.getResult(MigrationReport.class).end();
        } catch (WorkflowFailedException failed) {
            return Spent.endOf(failed);
        } catch (WorkflowNotFoundException none) {
            return new RunEnd(false, "", "", 0, 0, List.of(), Failures.REFUSED, "there is no run that moves it", 0);
        }
    }

    private boolean hasEnded(String workflowId) {
        try {
            return client.get().newUntypedWorkflowStub(workflowId).describe().getStatus()
                    != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException gone) {
            return true;
        }
    }

    private static boolean isMigration(WorkflowExecutionMetadata run) {
        return run.getExecution().getWorkflowId().startsWith(IDS);
    }

    private static Optional<RunInFlight> inFlight(WorkflowExecutionMetadata run) {
        var attributes = run.getTypedSearchAttributes();
        String source = attributes.get(SearchAttributes.SOURCE);
        String target = attributes.get(SearchAttributes.TARGET);
        String instance = run.getExecution().getWorkflowId().substring(IDS.length());
        return target == null || target.isEmpty()
                ? Optional.empty() // it has not chosen one yet
                : Optional.of(new RunInFlight(instance, source == null ? "" : source, target));
    }

    /** The report; empty where it can't be had or read: the rate is then that of the others. */
    private Optional<MigrationReport> report(WorkflowExecution run) {
        try {
            return Optional.of(client.get()
                    .newUntypedWorkflowStub(
                            WorkflowTargetOptions.newBuilder()
                                    .setWorkflowExecution(run)
                                    .build(),
                            Optional.of(MigrateInstanceWorkflow.TYPE))
                    .getResult(SECONDS_FOR_A_RESULT, TimeUnit.SECONDS, MigrationReport.class));
        } catch (RuntimeException | TimeoutException e) {
            LOG.info("No rate from run {} of {}: {}", run.getRunId(), run.getWorkflowId(), e.toString());
            return Optional.empty();
        }
    }

    /** Of the newest; those come first. */
    private static MeasuredRate measured(List<Long> rates) {
        List<Long> sorted = rates.stream().limit(RUNS_OF_A_METHOD).sorted().toList();
        int middle = sorted.size() / 2;
        long median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new MeasuredRate(median, sorted.size());
    }
}
