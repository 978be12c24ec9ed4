package org.ferry.workflows.migrate;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveActivities.LiveOrder;
import org.ferry.workflows.activity.NovaMoveActivities.LiveState;
import org.ferry.workflows.activity.NovaMoveActivities.LiveWatch;
import org.ferry.workflows.activity.NovaMoveState;
import org.ferry.workflows.choose.Facts;
import org.ferry.workflows.choose.Method;
import org.jspecify.annotations.Nullable;

/** Nova's live migration, with or without local disks: the guest goes on running; Nova's switch has no way back. */
final class LiveMove implements Move {
    private final Steps steps;
    private final RunState state;
    private final MigrationRequest request;
    private final Facts facts;
    private final Instance instance;
    private final InstanceLock lock;
    private final NovaMove move;
    private final boolean block;

    private @Nullable NovaMoveState moved;
    private String hostAfterAbort = "";
    private long moveMillis;

    LiveMove(Steps steps, RunState state, MigrationRequest request, Method method, Facts facts, InstanceLock lock) {
        this.steps = steps;
        this.state = state;
        this.request = request;
        this.facts = facts;
        this.instance = facts.cloud().instance();
        this.lock = lock;
        this.block = method == Method.BLOCK_LIVE;
        this.move = new NovaMove(
                instance.id(),
                instance.host(),
                facts.cloud().target().name(),
                facts.cloud().newestMigration());
    }

    @Override
    public void prepare() {
        lock.take();
        steps.undoBy(
                "abort the live migration",
                stubs -> hostAfterAbort = stubs.moves().abort(move));
        steps.act(
                "ask Nova to migrate " + instance.name() + " live to " + move.target(),
                stubs -> stubs.moves().orderLive(new LiveOrder(move, block)));
        watch();
    }

    @Override
    public boolean arrivedAnyway() {
        return hostAfterAbort.equals(move.target());
    }

    /** Nova's own switch was the point of no return. */
    @Override
    public void handOver() {
        state.note(
                moved != null && moved.diskBytes() > 0
                        ? "Nova copied " + Sizes.text(moved.diskBytes()) + " of local disks"
                        : block ? "Nova did not tell how much of local disks it copied" : "Nova copied no disk");
    }

    @Override
    public void lookForLeftovers() {
        new NovaLeftovers(steps, state, facts.cloud())
                .removeAfterReturn(
                        facts.cloud().target().name(), facts.destination().directoryExists());
    }

    @Override
    public Moved finish() {
        NovaMoveState end = moved == null ? arrived() : moved;
        new Proof(facts.cloud(), end.host(), instance.vmState()).by(steps::prove);
        new NovaLeftovers(steps, state, facts.cloud()).remove(end.host(), end);
        lock.release();
        long bytes = end.memoryBytes() + end.diskBytes();
        return new Moved(end.host(), bytes, bytes, Map.of(), "", moveMillis);
    }

    private NovaMoveState arrived() {
        LiveWatch watch = new LiveWatch(move, instance.name(), null);
        return steps.finishFor(
                        "see how Nova's migration ended", stubs -> stubs.moves().watchLive(watch))
                .state();
    }

    private void watch() {
        long start = Workflow.currentTimeMillis();
        Duration stallAfter = request.stallAfter();
        while (moved == null) {
            LiveWatch watch = new LiveWatch(move, instance.name(), stallAfter);
            LiveState seen = steps.awaitNova(
                    "watch Nova move " + instance.name() + " (" + Sizes.text(bytes()) + ")",
                    Durations.normalFor(bytes()),
                    stubs -> stubs.moves().watchLive(watch));
            if (seen.moved()) {
                moved = seen.state();
            } else {
                stallAfter = actOnStall();
            }
        }
        state.attentionGiven();
        moveMillis = Workflow.currentTimeMillis() - start;
    }

    /** Acts as the request says; what comes of it is then waited for without a limit. */
    private @Nullable Duration actOnStall() {
        String stalled = "the live migration has made no progress for "
                + request.stallAfter().toSeconds() + " s: the guest writes faster than the link carries";
        switch (request.onStall()) {
            case ABORT -> throw Failures.of(Failures.METHOD_FAILED, stalled + "; it was aborted");
            case FORCE -> {
                state.note(stalled + "; Nova was made to complete it");
                steps.act(
                        "make Nova complete the live migration",
                        stubs -> stubs.moves().forceComplete(move));
            }
            case WAIT -> {
                state.note(stalled + "; it was waited for");
                state.askForAttention(stalled + "; it goes on until you cancel it");
            }
        }
        return null;
    }

    private long bytes() {
        return (instance.flavor().memoryMiB() << 20) + (block ? facts.source().directoryBytes() : 0);
    }
}
