package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions.Func;
import io.temporal.workflow.Functions.Func1;
import io.temporal.workflow.Functions.Proc;
import io.temporal.workflow.Functions.Proc1;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Stubs;

/**
 * Runs the steps of a migration one by one: names and records them, waits while the run is paused, says when one takes
 * so long that a person should look, and undoes them in reverse order.
 */
final class Steps {
    /** A step of the API or of a host that is not done by then is worth a look. */
    private static final Duration NORMAL = Duration.ofMinutes(3);

    /** A child may have to wait for its turn. */
    private static final Duration CHILD = Duration.ofMinutes(30);

    private static final Duration ANY_TIME = Duration.ofDays(3650);

    private static final String RETRY = "retry";
    static final String SKIP = "skip";
    static final String ACCEPT = "accept";
    /** What fails for longer may be impossible here, such as the proof of a console where there is none. */
    private static final Duration PROOF = Duration.ofMinutes(10);

    private static final long NEVER = Long.MAX_VALUE;

    private final RunState state;
    private final Deque<Undo> undos = new ArrayDeque<>();
    private long overdueAt = NEVER;
    private boolean attention;

    Steps(RunState state) {
        this.state = state;
    }

    /** Begins to look, from time to time, whether a step takes too long. */
    void startWatch() {
        uninterrupted(() -> Async.procedure(this::watch));
    }

    private record Undo(String name, Proc1<Stubs> action) {}

    /** Looks at something; gives up soon. */
    <T> T look(String name, Func1<Stubs, T> action) {
        return run(name, NORMAL, () -> action.apply(Stubs.looking(name)));
    }

    /** Does something, for as long as it takes, and gives what came of it. */
    <T> T actFor(String name, Func1<Stubs, T> action) {
        return run(name, NORMAL, () -> action.apply(Stubs.acting(name)));
    }

    /** As {@link #actFor}, without a result. */
    void act(String name, Proc1<Stubs> action) {
        actFor(name, stubs -> {
            action.apply(stubs);
            return true;
        });
    }

    /** As {@link #act}, also in a run that is paused: what was looked at before must not grow old. */
    void actAtOnce(String name, Proc1<Stubs> action) {
        runAtOnce(name, NORMAL, () -> {
            action.apply(Stubs.acting(name));
            return true;
        });
    }

    /** Does something on a target that may have died; fails when it is not done within that time. */
    void actWithin(Duration patience, String name, Proc1<Stubs> action) {
        run(name, NORMAL, () -> {
            action.apply(Stubs.actingWithin(patience, name));
            return true;
        });
    }

    /** Copies, for as long as the bytes flow; {@code normal} is how long that many may take. */
    <T> T copy(String name, Duration normal, Func1<Stubs, T> action) {
        return run(name, normal, () -> action.apply(Stubs.copying(name)));
    }

    /**
     * Waits for a move that Nova makes. An instance that Nova has in ERROR is brought up by a person; where it is then,
     * the next look tells.
     */
    <T> T awaitNova(String name, Duration normal, Func1<Stubs, T> action) {
        while (true) {
            try {
                return copy(name, normal, action);
            } catch (ActivityFailure failure) {
                if (!isOfType(failure, Failures.INSTANCE_IN_ERROR)) {
                    throw failure;
                }
                state.awaitOperator(Failures.reason(failure)
                        + ". See where its disks are and bring it up in Nova (reset its state, then a hard reboot),"
                        + " then resume");
            }
        }
    }

    /** Waits for something that may take any time. */
    <T> T wait(String name, Func<T> action) {
        return run(name, ANY_TIME, action);
    }

    /** Runs a child workflow as a step. */
    <T> T child(String name, Func<T> action) {
        return run(name, CHILD, action);
    }

    /** Past the point of no return: a step that fails is tried again when a person says {@code resume}. */
    <T> T finishFor(String name, Func1<Stubs, T> action) {
        while (true) {
            try {
                return actFor(name, action);
            } catch (ActivityFailure failure) {
                state.awaitOperator(
                        name + " failed: " + Failures.reason(failure) + ". Put it right, then resume to try again");
            }
        }
    }

    /** As {@link #finishFor}, without a result. */
    void finish(String name, Proc1<Stubs> action) {
        finishFor(name, stubs -> {
            action.apply(stubs);
            return true;
        });
    }

    /** Past the point of no return: what can't be proven is proven again, or accepted, as a person chooses. */
    void prove(String name, Proc1<Stubs> action) {
        finishOr(ACCEPT, "", name, action);
    }

    /**
     * Past the point of no return: does what may turn out to be impossible, and then goes on without if a person says so.
     *
     * @param choice what a person says then, {@link #SKIP} or {@link #ACCEPT}
     * @param advice what a person has to know for that
     */
    void finishOr(String choice, String advice, String name, Proc1<Stubs> action) {
        while (true) {
            try {
                actWithin(PROOF, name, action);
                return;
            } catch (ActivityFailure failure) {
                String why = "could not " + name + ": " + Failures.reason(failure);
                if (state.awaitChoice(why + advice, List.of(RETRY, choice)).equals(choice)) {
                    state.note(why + "; a person said " + choice);
                    return;
                }
            }
        }
    }

    /** Registers how to undo the step that comes next, before it acts: it may die half-way. */
    void undoBy(String name, Proc1<Stubs> action) {
        awaitTurn();
        undos.push(new Undo(name, action));
    }

    /**
     * Undoes what was registered, last first.
     *
     * @return what a person has chosen to leave, and why it could not be undone
     */
    List<String> undoAll() {
        List<String> failures = new ArrayList<>();
        while (!undos.isEmpty()) {
            Undo undo = undos.pop();
            String failure = undo(undo);
            if (!failure.isEmpty()) {
                failures.add(failure);
            }
        }
        return failures;
    }

    /** Undoes one thing; a person decides what becomes of one that fails. What was left, empty when it was undone. */
    private String undo(Undo undo) {
        while (true) {
            try {
                act(undo.name(), undo.action());
                return "";
            } catch (ActivityFailure failure) {
                String why = undo.name() + ": " + Failures.reason(failure);
                if (state.awaitChoice("could not " + why, List.of(RETRY, SKIP)).equals(SKIP)) {
                    return why;
                }
            }
        }
    }

    /** Whether anything would be undone. */
    boolean hasUndos() {
        return !undos.isEmpty();
    }

    /** Waits while the run is paused; a cancelled run begins no further step. */
    void awaitTurn() {
        CancellationScope.throwCanceled();
        state.awaitResumed();
    }

    private <T> T run(String name, Duration normal, Func<T> action) {
        awaitTurn();
        return runAtOnce(name, normal, action);
    }

    private <T> T runAtOnce(String name, Duration normal, Func<T> action) {
        state.begin(name);
        overdueAt = Workflow.currentTimeMillis() + normal.toMillis();
        try {
            T value = action.apply();
            state.end("done");
            return value;
        } catch (ActivityFailure | ChildWorkflowFailure failure) {
            state.end("failed");
            Failures.rethrowCancellation(failure);
            throw failure;
        } finally {
            overdueAt = NEVER;
            if (attention) {
                attention = false;
                state.attentionGiven();
            }
        }
    }

    /** One clock for all steps: a timer for each would fill the web UI's timeline. */
    private void watch() {
        while (true) {
            Workflow.sleep(NORMAL);
            if (!attention && Workflow.currentTimeMillis() >= overdueAt) {
                attention = true;
                state.askForAttention(state.step()
                        + " takes longer than is normal; it is tried on and on. Its last failure is shown at the"
                        + " pending activity");
            }
        }
    }

    /** Whether an activity or a child failed with this type of {@link Failures}. */
    static boolean isOfType(Throwable failure, String type) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ApplicationFailure)) {
            cause = cause.getCause();
        }
        return cause instanceof ApplicationFailure application
                && application.getType().equals(type);
    }

    /** Runs something that a cancellation must not cut short. */
    static void uninterrupted(Proc action) {
        Workflow.newDetachedCancellationScope(action::apply).run();
    }

    /** As {@link #uninterrupted}, with a result. */
    static <T> T uninterruptedFor(Func<T> action) {
        List<T> result = new ArrayList<>();
        uninterrupted(() -> result.add(action.apply()));
        return result.get(0);
    }
}
