package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.ferry.workflows.activity.ServiceActivities.Restoration;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.drain.Promises.Room;
import org.jspecify.annotations.Nullable;

/** The story of a drain: close the host, plan the whole set, move one after another, and look until it is empty. */
public final class DrainHostWorkflowImpl implements DrainHostWorkflow {
    /** How often the host is looked at while moves go on: instances come and go. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    /** Placement and the hypervisor follow Nova within that time. */
    private static final int LAST_LOOKS = 6;

    private static final Duration WHILE_PAUSED = Duration.ofHours(1);
    private static final Duration BETWEEN_LAST_LOOKS = Duration.ofSeconds(20);

    private final DrainState state = new DrainState();
    private boolean paused;
    private boolean lookNow;
    private @Nullable Cancellation cancellation;

    @Override
    public DrainReport drain(@Nullable JsonNode json, @Nullable DrainReport before) {
        DrainRequest request = DrainRequest.parse(json);
        String ownId = request.dryRun()
                ? DrainHostWorkflow.planId(request.host())
                : DrainHostWorkflow.workflowId(request.host());
        if (Scheduled.isThis(ownId)) {
            return Scheduled.drain(ownId, json);
        }
        requireId(ownId);
        state.announce(request, before);
        Survey survey = new Survey(request);
        Moves moves = new Moves(request, state);
        if (before == null) {
            noteService(request);
        }
        if (request.dryRun()) {
            return planOnly(survey);
        }
        if (before == null) {
            begin(request, survey);
        } else {
            paused = before.phase().equals(DrainPhase.PAUSED.text());
            state.in(State.MOVING).forEach(moves::follow);
        }
        moveAll(request, survey, moves);
        if (goesOn()) {
            Workflow.await(Workflow::isEveryHandlerFinished);
            Workflow.continueAsNew(json, state.report());
        }
        return end(survey);
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
    public void skip(String instance) {
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

    private static void requireId(String expected) {
        String actual = Workflow.getInfo().getWorkflowId();
        if (!actual.equals(expected)) {
            throw Failures.of(
                    Failures.REFUSED, "the workflow id must be \"" + expected + "\"; it is \"" + actual + "\"");
        }
    }

    /** Whatever fails or is cancelled before the first move, the service is put back. */
    private void begin(DrainRequest request, Survey survey) {
        keepNewInstancesAway(request);
        try {
            plan(survey);
            settleBlocked(request, survey);
        } catch (TemporalFailure failure) {
            Workflow.newDetachedCancellationScope(() -> putServiceBack(request.host()))
                    .run();
            throw refused(Failures.reason(failure) + "\nNothing was moved, and nova-compute is as it was");
        }
    }

    private DrainReport planOnly(Survey survey) {
        plan(survey);
        state.enter(DrainPhase.PLANNED);
        return state.report();
    }

    /** How the service is goes into the history before it is touched. */
    private void noteService(DrainRequest request) {
        try {
            Stubs.looking("look up " + request.host()).compute().describeHost(request.host());
            state.found(service(request.host()));
        } catch (ActivityFailure failure) {
            throw refused(Failures.reason(failure));
        }
    }

    private void keepNewInstancesAway(DrainRequest request) {
        Stubs.acting("disable nova-compute on " + request.host())
                .services()
                .disable(new Change(request.host(), reason(request.host())));
    }

    private ComputeService service(String host) {
        return Stubs.looking("note how nova-compute on " + host + " is").services().list().stream()
                .filter(each -> each.host().equals(host))
                .findFirst()
                .orElseThrow(() -> refused("Nova knows no nova-compute on " + host));
    }

    private static String reason(String host) {
        String run = Workflow.getInfo().getFirstExecutionRunId();
        return "Ferry drains " + host + ", run " + run.substring(run.length() - 8);
    }

    /**
     * Plans those that are new on the host, and promises hosts to all that have none; those that can't be moved are
     * looked at again when a person says that something has changed.
     */
    private void plan(Survey survey) {
        long asked = Workflow.currentTimeMillis();
        List<InstanceSummary> here = survey.instances();
        Set<String> ids = here.stream().map(InstanceSummary::id).collect(Collectors.toSet());
        state.in(State.WAITING, State.BLOCKED).stream()
                .filter(move -> !ids.contains(move.instance().id()))
                .forEach(move -> state.put(move.as(State.GONE, "deleted, or moved by somebody else")));
        List<InstanceSummary> unplanned = here.stream()
                .filter(instance -> state.find(instance.id())
                        .map(move -> move.isBack(asked) || (lookNow && move.is(State.BLOCKED)))
                        .orElse(true))
                .toList();
        survey.plan(unplanned).forEach(state::put);
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
                    Workflow.await(LOOK_AGAIN, () -> lookNow || cancellation != null || noneBlocked());
                    state.askForAttention(null);
                    lookNow = true;
                    plan(survey);
                    lookNow = false;
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

    private void moveAll(DrainRequest request, Survey survey, Moves moves) {
        try {
            while (goesOn() && !mustContinueAsNew()) {
                beginDue(request, moves);
                int inFlight = state.in(State.MOVING).size();
                Workflow.await(
                        patience(request),
                        () -> lookNow
                                || cancellation != null
                                || state.in(State.MOVING).size() < inFlight);
                if (cancellation == null) {
                    planAgain(survey);
                }
                lookNow = false;
            }
        } catch (CanceledFailure cancelledInTemporal) {
            cancellation = new Cancellation(false, true);
        }
        Cancellation how = cancellation;
        if (how != null) {
            state.enter(DrainPhase.CANCELLING);
            Workflow.newDetachedCancellationScope(() -> endMoves(how, moves)).run();
        }
    }

    private void endMoves(Cancellation how, Moves moves) {
        if (how.undo()) {
            moves.undoAll();
        }
        Workflow.await(() -> state.in(State.MOVING).isEmpty());
    }

    /** What can't be known now is looked at in a minute again; what is in flight goes on. */
    private void planAgain(Survey survey) {
        try {
            plan(survey);
        } catch (ActivityFailure unknown) {
            return;
        }
    }

    /** Until something happens: the host is looked at each minute, but not while nothing may begin. */
    private Duration patience(DrainRequest request) {
        Window window = request.window();
        if (state.phase() == DrainPhase.WINDOW_CLOSED && window != null) {
            Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
            return Duration.between(now, window.opensAfter(now));
        }
        return state.phase() == DrainPhase.PAUSED ? WHILE_PAUSED : LOOK_AGAIN;
    }

    private boolean goesOn() {
        return cancellation == null
                && !(nothingWaits() && state.in(State.MOVING).isEmpty());
    }

    private boolean nothingWaits() {
        return state.in(State.WAITING).isEmpty();
    }

    private static boolean mustContinueAsNew() {
        return Workflow.getInfo().isContinueAsNewSuggested();
    }

    private void beginDue(DrainRequest request, Moves moves) {
        Instant now = Instant.ofEpochMilli(Workflow.currentTimeMillis());
        Window window = request.window();
        Optional<Instant> closes = window == null ? Optional.of(Instant.MAX) : window.closes(now);
        state.enter(phase(closes.isPresent()));
        if (paused || closes.isEmpty()) {
            return;
        }
        int free = request.parallel() - state.in(State.MOVING).size();
        state.in(State.WAITING).stream()
                .filter(move -> move.target() != null)
                .filter(move ->
                        window == null || now.plusMillis(move.estimateMillis()).isBefore(closes.get()))
                .sorted(ORDER)
                .limit(Math.max(0, free))
                .forEach(move -> moves.begin(move, window == null ? null : closes.get()));
    }

    private DrainPhase phase(boolean open) {
        if (paused) {
            return DrainPhase.PAUSED;
        }
        return open ? DrainPhase.MOVING : DrainPhase.WINDOW_CLOSED;
    }

    /** Those that failed last; then by their owners' priority; then the longest, so that the host is free soonest. */
    private static final Comparator<InstanceMove> ORDER = Comparator.comparing(InstanceMove::attempts)
            .thenComparing(Comparator.comparing(InstanceMove::priority).reversed())
            .thenComparing(
                    Comparator.comparingLong(InstanceMove::estimateMillis).reversed());

    private DrainReport end(Survey survey) {
        if (cancellation != null) {
            Workflow.newDetachedCancellationScope(() -> {
                        if (Objects.requireNonNull(cancellation).enable()) {
                            putServiceBack(state.report().host());
                        }
                    })
                    .run();
            state.enter(DrainPhase.CANCELLED);
            return state.report();
        }
        List<String> remains = survey.remains();
        for (int look = 1; look < LAST_LOOKS && !remains.isEmpty(); look++) {
            Workflow.sleep(BETWEEN_LAST_LOOKS);
            remains = survey.remains();
        }
        state.left(remains);
        state.enter(remains.isEmpty() ? DrainPhase.EMPTY : DrainPhase.NOT_EMPTY);
        return state.report();
    }

    private void putServiceBack(String host) {
        state.before().ifPresent(before -> {
            String left = Stubs.acting("put nova-compute on " + host + " back")
                    .services()
                    .restore(new Restoration(before, reason(host)));
            if (!left.isEmpty()) {
                state.note(left);
            }
        });
    }

    private RuntimeException refused(String message) {
        state.enter(DrainPhase.REFUSED);
        return Failures.of(Failures.REFUSED, message);
    }
}
