package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.choose.Decision;
import org.ferry.workflows.choose.Facts;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.choose.Refusal;
import org.ferry.workflows.choose.Wishes;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.migrate.Move.Moved;
import org.ferry.workflows.migrate.Planner.Planned;
import org.jspecify.annotations.Nullable;

/** The story of one migration: plan, prepare, hand over, finish; or back to where it was, and the next method. */
public final class MigrateInstanceWorkflowImpl implements MigrateInstanceWorkflow {
    private static final String TO_BE_CLEANED =
            ", but the target does not answer: what is left there is removed when it does, by the run clean/...";

    private final RunState state = new RunState();
    private final Steps steps = new Steps(state);
    private final Planner planner = new Planner(steps);
    private final Lease lease = new Lease();
    private @Nullable CancellationScope undoable;
    private boolean auto;
    private boolean cancelRequested;

    @Override
    public MigrationReport migrate(@Nullable JsonNode json) {
        MigrationRequest request = MigrationRequest.parse(json);
        requireOwnId(request);
        state.announce(request);
        if (request.dryRun()) {
            return planOnly(request);
        }
        auto = request.wishes().method() == null;
        steps.startWatch();
        try {
            MigrationReport report = moveByTheFirstMethodThatCan(request);
            Steps.uninterrupted(lease::release);
            return report;
        } catch (TemporalFailure ended) {
            // Anything else does not end the run: it goes on, and holds its lease, when the defect is mended.
            Steps.uninterrupted(lease::release);
            throw state.spent().in(ended);
        }
    }

    @Override
    public MigrationProgress progress() {
        return state.progress();
    }

    @Override
    public void pause() {
        state.pause();
    }

    @Override
    public void resume() {
        state.resume();
    }

    @Override
    public void leaseGranted(Claim claim) {
        lease.granted(claim);
    }

    @Override
    public void choose(String choice) {
        state.choose(choice);
    }

    @Override
    public void checkChoose(String choice) {
        if (state.choices().isEmpty()) {
            throw new IllegalStateException("there is nothing to choose now");
        }
        if (!state.choices().contains(choice)) {
            throw new IllegalArgumentException(
                    "\"" + choice + "\" can't be chosen; there is " + String.join(", ", state.choices()));
        }
    }

    @Override
    public void cancel() {
        cancelRequested = true;
        if (state.phase() != Phase.RETURNING) {
            Objects.requireNonNull(undoable).cancel("cancelled by a person");
        }
    }

    @Override
    public void checkCancel() {
        switch (state.phase()) {
            case CHECKING, MOVING -> {
                if (undoable == null) {
                    throw new IllegalStateException("it has not begun yet; try again");
                }
            }
            case RETURNING -> {
                if (!auto) {
                    throw new IllegalStateException("it is being undone already");
                }
            }
            default ->
                throw new IllegalStateException("it is past the point of no return: the instance belongs to its "
                        + "target, and only going on brings it up. Move it back when it is done");
        }
    }

    private static void requireOwnId(MigrationRequest request) {
        ThisRun.requireId(
                request.dryRun()
                        ? MigrateInstanceWorkflow.planId(request.instance())
                        : MigrateInstanceWorkflow.workflowId(request.instance()));
    }

    private MigrationReport planOnly(MigrationRequest request) {
        Instance instance = look(request);
        Plan plan = planned(() -> planner.plan(instance, request.wishes(), true, null))
                .plan();
        state.enter(Phase.DONE);
        Moved nothing = new Moved(plan.target() == null ? "" : plan.target(), 0, 0, Map.of(), "", 0);
        return report(request, request.methodText(), plan, nothing);
    }

    private MigrationReport moveByTheFirstMethodThatCan(MigrationRequest request) {
        Wishes wishes = request.wishes();
        Planned planned = chooseInTurn(request, wishes);
        while (true) {
            Plan plan = planned.plan();
            Method method = Method.named(plan.order().get(0)).orElseThrow();
            Move move = moveBy(method, request, Objects.requireNonNull(planned.facts()));
            ApplicationFailure failure = bringOver(move);
            if (failure == null) {
                Moved moved = Steps.uninterruptedFor(move::finish);
                state.enter(Phase.DONE);
                return report(request, method.text(), plan, moved);
            }
            if (isCancelled()) {
                throw asCancelled(failure);
            }
            if (!mayTryAnother(failure)) {
                throw failure;
            }
            state.note(method.text() + " did not move it: " + failure.getOriginalMessage());
            wishes = wishes.without(method);
            planned = chooseAnother(request, wishes, failure);
        }
    }

    /**
     * A choice that a lease is held for. Where the world may have changed while it was waited for, it is looked at again,
     * at the same target first: another one would mean to wait again, behind all others.
     */
    private Planned chooseInTurn(MigrationRequest request, Wishes wishes) {
        Planned planned = choose(request, wishes, null);
        while (true) {
            long chosenAt = Workflow.currentTimeMillis();
            String target = Objects.requireNonNull(planned.plan().target());
            waitForTurn(planned, target, request);
            if (Lease.isFresh(chosenAt)) {
                return planned;
            }
            planned = choose(request, wishes, target);
        }
    }

    private void waitForTurn(Planned planned, String target, MigrationRequest request) {
        Instance instance = Objects.requireNonNull(planned.facts()).cloud().instance();
        Method method = Method.named(planned.plan().order().get(0)).orElseThrow();
        long start = Workflow.currentTimeMillis();
        try {
            planned(() -> steps.wait("wait for its turn, " + instance.host() + " → " + target, () -> {
                lease.take(instance, target, method, request.startBefore());
                return true;
            }));
        } finally {
            state.waitedSince(start);
        }
    }

    private Planned choose(MigrationRequest request, Wishes wishes, @Nullable String first) {
        Instance instance = look(request);
        Planned planned = planned(() -> planner.plan(instance, wishes, false, first));
        if (planned.plan().order().isEmpty()) {
            throw refused("can't move " + instance.name() + " (" + instance.id() + "):"
                    + Refusal.of(planned.plan(), wishes.method()));
        }
        return planned;
    }

    /** The world may have changed while a method was tried: it is looked at again. */
    private Planned chooseAnother(MigrationRequest request, Wishes wishes, ApplicationFailure failure) {
        try {
            return chooseInTurn(request, wishes);
        } catch (ApplicationFailure nothingElse) {
            state.enter(Phase.RETURNED);
            if (isCancelled()) {
                throw asCancelled(failure);
            }
            throw Failures.of(
                    Failures.RETURNED,
                    failure.getOriginalMessage() + "\nNo other method moves it: " + nothingElse.getOriginalMessage(),
                    failure);
        }
    }

    private Instance look(MigrationRequest request) {
        state.enter(Phase.CHECKING);
        Instance instance = planned(() -> planner.instance(request.instance()));
        state.announce(instance);
        List<String> refusals = Decision.refusals(instance);
        if (!refusals.isEmpty()) {
            throw refused(
                    "can't move " + instance.name() + " (" + instance.id() + "):\n- " + String.join("\n- ", refusals));
        }
        return instance;
    }

    /** Looks, and refuses where that fails: nothing was touched. */
    private <T> T planned(Func<T> look) {
        List<T> seen = new ArrayList<>();
        try {
            cancellable(() -> seen.add(look.apply()));
        } catch (CanceledFailure cancelled) {
            state.enter(Phase.RETURNED);
            throw Failures.of(Failures.CANCELLED, "it was cancelled; nothing was touched", cancelled);
        } catch (TemporalFailure failure) {
            state.enter(Phase.REFUSED);
            String type = Steps.isOfType(failure, Failures.TOO_LATE) ? Failures.TOO_LATE : Failures.REFUSED;
            throw Failures.of(type, Failures.reason(failure));
        }
        return seen.get(0);
    }

    private Move moveBy(Method method, MigrationRequest request, Facts facts) {
        String target = facts.cloud().target().name();
        state.use(method.text(), target);
        InstanceLock lock = new InstanceLock(steps, state, facts.cloud().instance(), target, ThisRun.shortId());
        return switch (method) {
            case LIVE, BLOCK_LIVE -> new LiveMove(steps, state, request, method, facts, lock);
            case COLD, FORCED_COLD -> new ColdMove(steps, state, request, method, facts, lock);
            case MANUAL -> new ManualMove(steps, state, request, facts, lock);
        };
    }

    /** Takes the instance to its target, past the point of no return; null, or why it is back on its source. */
    private @Nullable ApplicationFailure bringOver(Move move) {
        try {
            cancellable(() -> {
                state.enter(Phase.MOVING);
                move.prepare();
            });
            Steps.uninterrupted(() -> {
                state.enter(Phase.FINISHING);
                move.handOver();
            });
            return null;
        } catch (TemporalFailure failure) {
            return Steps.uninterruptedFor(() -> putBack(move, failure));
        }
    }

    /** Undoes what was done; the failure that ends the run, or null where the instance is on its target all the same. */
    private @Nullable ApplicationFailure putBack(Move move, TemporalFailure failure) {
        state.enter(Phase.RETURNING);
        state.resume();
        boolean cancelled = failure instanceof CanceledFailure;
        String why = cancelled ? "it was cancelled" : "it could not " + state.step() + ": " + Failures.reason(failure);
        boolean touched = steps.hasUndos();
        List<String> notUndone = steps.undoAll();
        boolean clean = move.cleanTarget();
        if (!notUndone.isEmpty()) {
            String message = why + "; these could not be put back, see to them:\n- " + String.join("\n- ", notUndone);
            state.askForAttention(message);
            return Failures.of(Failures.NEEDS_OPERATOR, message, failure);
        }
        if (move.arrivedAnyway()) {
            state.note(why + ", but Nova had moved it already");
            state.enter(Phase.FINISHING);
            return null;
        }
        state.instanceIsUp();
        int told = state.notes().size();
        move.lookForLeftovers();
        state.enter(Phase.RETURNED);
        List<String> left = state.notes().subList(told, state.notes().size());
        String outcome = (touched ? "; everything is back as it was" : "; nothing was touched")
                + left.stream().map(note -> "\n- " + note).collect(Collectors.joining());
        String type = cancelled ? Failures.CANCELLED : Failures.RETURNED;
        return Failures.of(type, why + outcome + (clean ? "" : TO_BE_CLEANED), failure);
    }

    /** Only after a failure of the method itself that left the instance well; what is not allowed is not in the plan. */
    private boolean mayTryAnother(ApplicationFailure failure) {
        return auto
                && failure.getType().equals(Failures.RETURNED)
                && failure.getCause() != null
                && Steps.isOfType(failure.getCause(), Failures.METHOD_FAILED);
    }

    /** By an update, or by Temporal's own cancellation, whatever else went wrong in the same moment. */
    private boolean isCancelled() {
        return cancelRequested || Objects.requireNonNull(undoable).isCancelRequested();
    }

    /** What was undone is undone, for whichever reason; a failure that needs a person stays one. */
    private static ApplicationFailure asCancelled(ApplicationFailure failure) {
        return failure.getType().equals(Failures.RETURNED)
                ? Failures.of(Failures.CANCELLED, "it was cancelled; before, " + failure.getOriginalMessage(), failure)
                : failure;
    }

    private void cancellable(Proc action) {
        undoable = Workflow.newCancellationScope(() -> {
            action.apply();
            CancellationScope.throwCanceled();
        });
        undoable.run();
    }

    private ApplicationFailure refused(String message) {
        state.enter(Phase.REFUSED);
        return Failures.of(Failures.REFUSED, message);
    }

    private MigrationReport report(MigrationRequest request, String method, Plan plan, Moved moved) {
        return new MigrationReport(
                request.instance(),
                plan.name(),
                plan.source(),
                moved.target(),
                method,
                state.downMillis(),
                moved.bytes(),
                moved.bytesOnWire(),
                moved.checksums(),
                moved.quarantine(),
                moved.quarantine().isEmpty() ? 0 : request.hold().toMillis(),
                state.steps(),
                state.notes(),
                moved.moveMillis(),
                plan,
                request.dryRun(),
                state.waitMillis());
    }
}
