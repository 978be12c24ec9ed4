package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.RunActivities.RunEnd;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/** The moves of a drain that are in flight: each a run of its own, which goes on whatever becomes of the drain. */
final class Moves {
    private final DrainRequest request;
    private final DrainState state;

    Moves(DrainRequest request, DrainState state) {
        this.request = request;
        this.state = state;
    }

    /** Begins to move an instance to the host that it is promised to. */
    void begin(InstanceMove move, @Nullable Instant deadline) {
        JsonNode order = request.moveOf(move.instance().id(), Objects.requireNonNull(move.target()), deadline);
        state.change(move.instance().id(), each -> each.begun(Workflow.currentTimeMillis()));
        // Only undoAll ends a move, not what becomes of the drain.
        detached(() -> run(move, order));
    }

    /** Follows a move that is in flight already: begun before this run of a long drain, or by somebody else. */
    void follow(InstanceMove move) {
        detached(() -> ended(
                move.instance().id(),
                Stubs.copying("wait for the move of " + move.instance().name())
                        .runs()
                        .awaitEnd(move.instance().id())));
    }

    /** Has those in flight undone, as far as they still can be. */
    void undoAll() {
        for (InstanceMove move : state.in(State.MOVING)) {
            String id = MigrateInstanceWorkflow.workflowId(move.instance().id());
            Workflow.newUntypedExternalWorkflowStub(id).cancel();
        }
    }

    private static void detached(Proc action) {
        Workflow.newDetachedCancellationScope(() -> Async.procedure(action)).run();
    }

    private void run(InstanceMove move, JsonNode order) {
        String id = move.instance().id();
        MigrateInstanceWorkflow child = Workflow.newChildWorkflowStub(
                MigrateInstanceWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(MigrateInstanceWorkflow.workflowId(id))
                        .setStaticSummary(move.instance().name() + " → " + move.target())
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        try {
            ended(id, moved(child.migrate(order)));
        } catch (ChildWorkflowFailure failure) {
            if (failure.getCause() instanceof WorkflowExecutionAlreadyStarted) {
                follow(move);
            } else {
                ended(id, failed(failure));
            }
        }
    }

    private static RunEnd moved(MigrationReport report) {
        return new RunEnd(
                true, report.target(), report.method(), report.downMillis(), report.bytes(), report.notes(), "", "");
    }

    private static RunEnd failed(ChildWorkflowFailure failure) {
        String type = failure.getCause() instanceof ApplicationFailure application ? application.getType() : "";
        return new RunEnd(false, "", "", 0, 0, List.of(), type, Failures.reason(failure));
    }

    private void ended(String instance, RunEnd end) {
        InstanceMove move = state.find(instance).orElseThrow();
        long took = Workflow.currentTimeMillis() - move.startedAt();
        if (end.moved()) {
            state.put(move.moved(end.target(), end.method(), took, end.downMillis(), end.bytes(), end.notes()));
        } else if (end.failureType().equals(Failures.TOO_LATE)) {
            state.put(move.notBegun(end.message()));
        } else if (isForAPerson(end) || move.attempts() >= request.attempts()) {
            state.put(move.as(State.LEFT, end.message()));
        } else {
            state.putLast(move.again(end.message()));
        }
    }

    /** What a person has stopped, or has to see to, is not tried again. */
    private static boolean isForAPerson(RunEnd end) {
        return !end.failureType().equals(Failures.REFUSED) && !end.failureType().equals(Failures.RETURNED);
    }
}
