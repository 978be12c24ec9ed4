package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Moves that Nova makes itself: cold and live migration. An order is given once: a migration record that is newer than
 * {@link NovaMove#after}, or a task that is going on, says that it was taken. Whatever waits fails with INSTANCE_IN_ERROR
 * when Nova says ERROR, or when task and record contradict each other for good; it ends when it is cancelled.
 */
@ActivityInterface(namePrefix = "NovaMove_")
public interface NovaMoveActivities {
    /** Asks Nova for a cold migration ({@code migrate}; to a named host by API 2.56). METHOD_FAILED when Nova refuses. */
    void orderCold(NovaMove move);

    /**
     * Waits until the chosen host has claimed the room for the move: the host. Where the order named none, Nova may still
     * choose another when that one fails. METHOD_FAILED when the scheduler found none.
     */
    String awaitChoice(NovaMove move);

    /**
     * Waits until Nova says VERIFY_RESIZE; confirmed already is success, told by the state. METHOD_FAILED when Nova gave
     * up and the instance is on its source as it was; WORLD_CHANGED when somebody reverted it. Heartbeats {@link
     * NovaMoveState}.
     */
    NovaMoveState awaitCold(NovaMove move);

    /**
     * Confirms the move and waits until Nova is done with it; the source's files are gone then. Confirmed already is
     * success. WORLD_CHANGED when somebody reverted it.
     */
    void confirm(NovaMove move);

    /**
     * The undo of {@link #orderCold}: waits until the move can be reverted, reverts it, and waits until the instance is
     * on its source again. A move that was never made, or failed by itself, is success; one that was confirmed is
     * WORLD_CHANGED.
     */
    void revert(NovaMove move);

    /** Asks Nova for a live migration. METHOD_FAILED when Nova refuses. */
    void orderLive(LiveOrder order);

    /**
     * Waits until the live migration has ended or makes no progress: neither memory nor disk that remains has reached a
     * new low for the time. METHOD_FAILED when Nova gave up and the instance is on its source.
     * Heartbeats {@link LiveProgress}.
     */
    LiveState watchLive(LiveWatch watch);

    /**
     * Makes Nova end the live migration whatever it costs (API 2.22): post-copy where the hosts allow it, else the
     * guest is paused. Nothing going on is success.
     */
    void forceComplete(NovaMove move);

    /**
     * Aborts the live migration (API 2.24) and waits for its end; nothing going on is success.
     *
     * @return the host that the instance is on: the target if the migration was faster
     */
    String abort(NovaMove move);

    /**
     * A live migration to ask for.
     *
     * @param block whether local disks have to be copied, for Nova before API 2.25, which does not find out itself
     */
    record LiveOrder(NovaMove move, boolean block) {}

    /** A live migration to watch, and how long it may make no progress; null: for ever. */
    record LiveWatch(NovaMove move, String what, @Nullable Duration stallAfter) {}

    /** How a watch ended: moved, or stalled and still going on. */
    record LiveState(boolean moved, NovaMoveState state) {}
}
