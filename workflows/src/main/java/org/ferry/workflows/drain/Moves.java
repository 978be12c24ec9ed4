package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancelExternalWorkflowException;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.RunActivities.RunEnd;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.Spent;
import org.jspecify.annotations.Nullable;

/** The moves of a drain that are in flight: each a run of its own, which goes on whatever becomes of the drain. */
final class Moves {
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final DrainRequest request;
    private final DrainState state;
    private int starting;

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
        detached(() -> ended(move.instance().id(), awaitEnd(move)));
    }

    /** Looks from time to time: an activity that waits would keep a worker's place from the moves themselves. */
    private static RunEnd awaitEnd(InstanceMove move) {
        while (true) {
            Optional<RunEnd> end = Stubs.acting(
                            "look whether the move of " + move.instance().name() + " has ended")
                    .runs()
                    .findEnd(move.instance().id());
            if (end.isPresent()) {
                return end.get();
            }
            Workflow.sleep(LOOK);
        }
    }

    /** Has those that the drain has begun undone, as far as they still can be. */
    void undoAll() {
        for (InstanceMove move : state.in(State.MOVING)) {
            String id = MigrateInstanceWorkflow.workflowId(move.instance().id());
            try {
                Workflow.newUntypedExternalWorkflowStub(id).cancel();
            } catch (CancelExternalWorkflowException ended) {
                state.note(move.instance().name() + " could not be undone: its move has ended");
            }
        }
    }

    /** Waits until every move that was begun has a run: one without does not outlive a run of the drain. */
    void awaitStarts() {
        Workflow.await(() -> starting == 0);
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
            Promise<MigrationReport> end = Async.function(child::migrate, order);
            awaitStart(child);
            ended(id, end.get().end());
        } catch (ChildWorkflowFailure failure) {
            if (failure.getCause() instanceof WorkflowExecutionAlreadyStarted) {
                state.change(id, each -> each.as(State.FOLLOWED, "moved by a run that was going on already"));
                follow(move);
            } else {
                ended(id, Spent.endOf(failure));
            }
        }
    }

    private void awaitStart(MigrateInstanceWorkflow child) {
        starting++;
        try {
            Workflow.getWorkflowExecution(child).get();
        } finally {
            starting--;
        }
    }

    private void ended(String instance, RunEnd end) {
        InstanceMove move = state.find(instance).orElseThrow();
        long took = Workflow.currentTimeMillis() - move.startedAt();
        if (end.moved()) {
            state.put(move.moved(end, took));
        } else if (end.failureType().equals(Failures.TOO_LATE)) {
            state.put(move.notBegun(end.message()));
        } else {
            InstanceMove failed = move.failed(end, took, state.hasRoomForFailures());
            if (isForAPerson(end) || move.attempts() >= request.attempts()) {
                state.put(failed.as(State.LEFT, end.message()));
            } else {
                state.putLast(failed.again(end.message()));
            }
        }
    }

    /** What a person has stopped, or has to see to, is not tried again. */
    private static boolean isForAPerson(RunEnd end) {
        return !end.failureType().equals(Failures.REFUSED) && !end.failureType().equals(Failures.RETURNED);
    }
}
