package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.drain.Promises.Room;
import org.jspecify.annotations.Nullable;

/** The story of a drain: close the host, plan the whole set, move one after another, and look until it is empty. */
public final class DrainHostWorkflowImpl implements DrainHostWorkflow {
    /** Placement and the hypervisor follow Nova within the time of these looks. */
    private static final int LAST_LOOKS = 6;

    private static final Duration BETWEEN_LAST_LOOKS = Duration.ofSeconds(20);

    /** Planning takes a dozen looks for each instance. */
    private static final Duration BLOCKED_AGAIN = Duration.ofMinutes(10);

    private final DrainState state = new DrainState();
    private final ReportKeeper reports = new ReportKeeper(state);
    private boolean paused;
    private boolean lookNow;
    private long blockedAgainAt;
    private @Nullable Cancellation cancellation;

    /** A person may pause a run before {@link #drain} begins. */
    @WorkflowInit
    public DrainHostWorkflowImpl(@Nullable JsonNode json, @Nullable DrainReport before) {
        paused = before != null && before.phase().equals(DrainPhase.PAUSED.text());
    }

    @Override
    public DrainReport drain(@Nullable JsonNode json, @Nullable DrainReport before) {
        DrainRequest request = DrainRequest.parse(json);
        String ownId = request.dryRun()
                ? DrainHostWorkflow.planId(request.host())
                : DrainHostWorkflow.workflowId(request.host());
        if (Scheduled.isThis(ownId)) {
            return Scheduled.drain(ownId, json);
        }
        ThisRun.requireId(ownId);
        state.announce(request, before);
        Survey survey = new Survey(request);
        Moves moves = new Moves(request, state);
        HostService service = new HostService(request.host());
        if (before == null) {
            noteService(service);
        }
        if (request.dryRun()) {
            return planOnly(survey);
        }
        if (before == null) {
            begin(request, survey, service);
        } else {
            state.in(State.MOVING, State.FOLLOWED).forEach(moves::follow);
        }
        moveAll(survey, new Queue(request, state, moves));
        if (goesOn()) {
            moves.awaitStarts();
            Workflow.await(Workflow::isEveryHandlerFinished);
            state.enter(paused ? DrainPhase.PAUSED : DrainPhase.MOVING);
            Workflow.continueAsNew(json, state.report());
        }
        return cancellation == null ? end(survey) : endCancelled(cancellation, moves, service);
    }

    @Override
    public DrainReport progress() {
        return state.report();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        lookNow = true;
    }

    @Override
    public void cancel(Cancellation how) {
        cancellation = how;
    }

    @Override
    public void checkCancel(@Nullable Cancellation how) {
        if (how == null) {
            throw new IllegalArgumentException("say how: {\"undo\": false, \"enable\": false}");
        }
    }

    @Override
    public void skip(String instance) {
        lookNow = true;
        state.change(instance, move -> move.as(State.LEFT, "left where it is by a person"));
    }

    @Override
    public void checkSkip(String instance) {
        State of = state.find(instance)
                .map(InstanceMove::state)
                .orElseThrow(() -> new IllegalArgumentException("there is no instance " + instance + " in this drain"));
        if (of != State.WAITING && of != State.BLOCKED) {
            throw new IllegalStateException("instance " + instance + " is " + of.text()
                    + "; only one that is waiting or blocked can be skipped");
        }
    }

    /** Whatever fails or is cancelled before the first move, the service is put back. */
    private void begin(DrainRequest request, Survey survey, HostService service) {
        try {
            service.disable();
            plan(survey, false);
            settleBlocked(request, survey);
        } catch (TemporalFailure failure) {
            Workflow.newDetachedCancellationScope(() -> putBack(service)).run();
            String message = Failures.reason(failure) + "\nNothing was moved, and nova-compute is as it was";
            RuntimeException refused = refused(message);
            reports.keep(message);
            throw refused;
        }
    }

    /** How the service is goes into the history before it is touched. */
    private void noteService(HostService service) {
        try {
            state.found(service.note());
        } catch (TemporalFailure failure) {
            throw refused(Failures.reason(failure));
        }
    }

    private DrainReport planOnly(Survey survey) {
        try {
            plan(survey, false);
        } catch (ActivityFailure failure) {
            throw refused(Failures.reason(failure));
        }
        state.enter(DrainPhase.PLANNED);
        return state.report();
    }

    /**
     * Plans those that are new on the host, and promises hosts to all that have none.
     *
     * @param again whether those that can't be moved are planned again too
     */
    private void plan(Survey survey, boolean again) {
        long asked = Workflow.currentTimeMillis();
        List<InstanceSummary> here = survey.instances();
        Set<String> ids = here.stream().map(InstanceSummary::id).collect(Collectors.toSet());
        state.in(State.WAITING, State.BLOCKED).stream()
                .filter(move -> !ids.contains(move.instance().id()))
                .forEach(move -> state.put(move.as(State.GONE, "deleted, or moved by somebody else")));
        List<InstanceSummary> unplanned = here.stream()
                .filter(instance -> state.find(instance.id())
                        .map(move -> move.isBack(asked) || (again && move.is(State.BLOCKED)))
                        .orElse(true))
                .toList();
        Map<String, InstanceMove> known = new HashMap<>();
        unplanned.forEach(instance -> state.find(instance.id()).ifPresent(move -> known.put(instance.id(), move)));
        survey.plan(unplanned).forEach(move -> {
            InstanceMove before = known.get(move.instance().id());
            state.putUnlessChanged(before, move.after(before));
        });
        Map<String, Room> rooms = survey.rooms();
        List<ServerGroup> groups = survey.groups(state.in(State.WAITING, State.BLOCKED));
        // What moves did while these were asked for must not be overwritten.
        Promises.give(state.moves(), rooms, groups).forEach(state::put);
    }

    /** Before the first move: what to do about those that can't be moved. */
    private void settleBlocked(DrainRequest request, Survey survey) {
        while (!state.in(State.BLOCKED).isEmpty() && cancellation == null) {
            switch (request.onBlocked()) {
                case REFUSE ->
                    throw refused("can't empty " + request.host() + ":" + blocked()
                            + "\nPut that right, or leave them with \"onBlocked\": \"skip\"");
                case SKIP -> state.in(State.BLOCKED).forEach(move -> state.put(move.as(State.LEFT, move.note())));
                case WAIT -> {
                    state.askForAttention("can't be moved as things are; put it right, skip, or cancel:" + blocked());
                    Workflow.await(BLOCKED_AGAIN, () -> lookNow || cancellation != null || noneBlocked());
                    lookNow = false;
                    state.askForAttention(null);
                    planAgain(survey, true);
                }
            }
        }
    }

    private boolean noneBlocked() {
        return state.in(State.BLOCKED).isEmpty();
    }

    private String blocked() {
        return state.in(State.BLOCKED).stream()
                .map(move -> "\n" + move.instance().name() + " ("
                        + move.instance().id() + "): " + move.note().strip())
                .collect(Collectors.joining());
    }

    private void moveAll(Survey survey, Queue queue) {
        try {
            boolean looked = true;
            while ((goesOn() || !looked) && cancellation == null && !mustContinueAsNew()) {
                queue.beginDue(paused);
                int before = state.inFlight();
                Workflow.await(queue.patience(), () -> lookNow || cancellation != null || state.inFlight() < before);
                looked = cancellation != null || planAgain(survey, isTimeForTheBlocked());
            }
        } catch (CanceledFailure cancelledInTemporal) {
            cancellation = new Cancellation(false, true);
        }
    }

    /** When a person says that something has changed, and from time to time. */
    private boolean isTimeForTheBlocked() {
        boolean due = lookNow || Workflow.currentTimeMillis() >= blockedAgainAt;
        if (due) {
            lookNow = false;
            blockedAgainAt = Workflow.currentTimeMillis() + BLOCKED_AGAIN.toMillis();
        }
        return due;
    }

    /** Whether the host could be looked at; if not it is in a minute, and what is in flight goes on. */
    private boolean planAgain(Survey survey, boolean again) {
        try {
            plan(survey, again);
            return true;
        } catch (ActivityFailure failure) {
            Failures.rethrowCancellation(failure);
            return false;
        }
    }

    private boolean goesOn() {
        return cancellation == null && !(nothingWaits() && state.inFlight() == 0);
    }

    private boolean nothingWaits() {
        return state.in(State.WAITING).isEmpty();
    }

    private static boolean mustContinueAsNew() {
        return Workflow.getInfo().isContinueAsNewSuggested();
    }

    /** The host is disabled, and what a person has asked for is done also when Temporal has cancelled the run. */
    private DrainReport endCancelled(Cancellation how, Moves moves, HostService service) {
        state.enter(DrainPhase.CANCELLING);
        Workflow.newDetachedCancellationScope(() -> {
                    if (how.undo()) {
                        moves.undoAll();
                    }
                    Workflow.await(() -> state.inFlight() == 0);
                    if (how.enable()) {
                        putBack(service);
                    }
                })
                .run();
        return reported(DrainPhase.CANCELLED);
    }

    private DrainReport end(Survey survey) {
        List<String> remains = survey.remains();
        for (int look = 1; look < LAST_LOOKS && !remains.isEmpty(); look++) {
            Workflow.sleep(BETWEEN_LAST_LOOKS);
            remains = survey.remains();
        }
        state.left(remains);
        return reported(remains.isEmpty() ? DrainPhase.EMPTY : DrainPhase.NOT_EMPTY);
    }

    private void putBack(HostService service) {
        state.before().flatMap(service::putBack).ifPresent(state::note);
    }

    private DrainReport reported(DrainPhase end) {
        state.enter(end);
        reports.keep("");
        return state.report();
    }

    private RuntimeException refused(String message) {
        state.enter(DrainPhase.REFUSED);
        return Failures.of(Failures.REFUSED, message);
    }
}
