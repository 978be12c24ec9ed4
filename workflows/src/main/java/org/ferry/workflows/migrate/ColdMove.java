package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveState;
import org.ferry.workflows.choose.Decision;
import org.ferry.workflows.choose.Facts;
import org.ferry.workflows.choose.Method;

/**
 * Nova's cold migration, to a named host, to the scheduler's choice, or forced to a host. Nova keeps the source's disks
 * until the move is confirmed: that is the point of no return.
 */
final class ColdMove implements Move {
    private static final String CONFIRM = "confirm";
    private static final String REVERT = "revert";
    private static final String RETRY = "retry";

    private final Steps steps;
    private final RunState state;
    private final MigrationRequest request;
    private final Method method;
    private final Facts facts;
    private final Instance instance;
    private final InstanceLock lock;
    private final NovaMove move;

    private NovaMoveState moved = new NovaMoveState("", "", 0, "", 0, 0);
    private long moveMillis;
    private boolean confirmedByAPerson;
    private boolean left;

    ColdMove(Steps steps, RunState state, MigrationRequest request, Method method, Facts facts, InstanceLock lock) {
        this.steps = steps;
        this.state = state;
        this.request = request;
        this.method = method;
        this.facts = facts;
        this.instance = facts.cloud().instance();
        this.lock = lock;
        boolean schedulerChooses = Decision.leavesHostToScheduler(method, request.wishes(), facts.cloud());
        this.move = new NovaMove(
                instance.id(),
                instance.host(),
                schedulerChooses ? null : facts.cloud().target().name(),
                facts.cloud().newestMigration());
    }

    @Override
    public void prepare() {
        lock.take();
        steps.undoBy("revert the migration", stubs -> stubs.moves().revert(move));
        order();
        await();
        state.instanceIsUp();
    }

    /** The guest runs on the target, and a revert loses what it writes there: from here on only a person reverts. */
    @Override
    public void handOver() {
        requireRightHost();
        prove();
        if (!waitsForConfirmation()) {
            return;
        }
        if (request.confirm() == Confirm.LEAVE && !confirmedByAPerson) {
            left = true;
            state.note("Nova waits in VERIFY_RESIZE for a person: openstack server resize confirm " + instance.id()
                    + ", or revert");
            return;
        }
        steps.awaitNova("confirm the migration", Durations.normalFor(0), stubs -> {
            stubs.moves().confirm(move);
            return true;
        });
    }

    @Override
    public void lookForLeftovers() {
        new NovaLeftovers(steps, state, facts.cloud())
                .removeAfterReturn(
                        facts.cloud().target().name(), facts.destination().directoryExists());
    }

    @Override
    public Moved finish() {
        if (!left) {
            new Proof(facts.cloud(), moved.host(), instance.vmState()).by(steps::prove);
            new NovaLeftovers(steps, state, facts.cloud()).remove(moved.host(), moved);
        }
        lock.release();
        long bytes = facts.source().directoryBytes();
        return new Moved(moved.host(), bytes, bytes, Map.of(), "", moveMillis);
    }

    private void order() {
        if (method == Method.FORCED_COLD) {
            SteerSchedulerWorkflow.Order order = new SteerSchedulerWorkflow.Order(
                    move, instance.name(), Workflow.getInfo().getWorkflowId(), request.steerLimit());
            steps.child("force Nova's scheduler to " + move.target(), () -> SteerSchedulerWorkflow.runFor(order))
                    .notes()
                    .forEach(state::note);
            state.instanceGoesDown(instance);
            return;
        }
        state.instanceGoesDown(instance);
        String where = move.target() == null ? "a host of its scheduler's choice" : move.target();
        steps.act(
                "ask Nova to migrate " + instance.name() + " to " + where,
                stubs -> stubs.moves().orderCold(move));
    }

    private void await() {
        long start = Workflow.currentTimeMillis();
        long bytes = facts.source().directoryBytes();
        moved = steps.awaitNova(
                "wait for Nova to move " + instance.name() + " (" + Sizes.text(bytes) + ")",
                Durations.normalFor(bytes),
                stubs -> stubs.moves().awaitCold(move));
        moveMillis = Workflow.currentTimeMillis() - start;
        state.goTo(moved.host());
    }

    private void requireRightHost() {
        if (move.target() != null && !move.target().equals(moved.host())) {
            decide("Nova took it to " + moved.host() + ", not to " + move.target(), CONFIRM, REVERT);
        }
    }

    /** Unless a person has ended the move in Nova meanwhile, by confirming it or by bringing up what was in ERROR. */
    private boolean waitsForConfirmation() {
        return moved.status().equals("finished");
    }

    /** Nova holds the instance on the target in VERIFY_RESIZE; it runs there already. */
    private void prove() {
        Proof proof = new Proof(facts.cloud(), moved.host(), waitsForConfirmation() ? "resized" : instance.vmState());
        while (true) {
            try {
                proof.by((name, action) -> steps.actWithin(request.patience(), name, action));
                return;
            } catch (ActivityFailure failure) {
                if (request.confirm() == Confirm.REVERT) {
                    throw failure;
                }
                String why = "it is on " + moved.host() + ", but could not " + state.step() + ": "
                        + Failures.reason(failure);
                if (decide(why, CONFIRM, REVERT, RETRY).equals(CONFIRM)) {
                    return;
                }
            }
        }
    }

    /** What a person chooses; {@code revert} ends the move and undoes it. */
    private String decide(String why, String... choices) {
        String choice = state.awaitChoice(
                why + ". Confirm it where it is, or revert it: what the guest has written there is lost then",
                List.of(choices));
        confirmedByAPerson = choice.equals(CONFIRM);
        if (choice.equals(REVERT)) {
            throw Failures.of(Failures.RETURNED, why + "; a person chose to revert it");
        }
        return choice;
    }
}
