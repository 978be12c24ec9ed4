package org.ferry.activities.openstack;

import io.temporal.activity.Activity;
import java.util.function.Consumer;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveActivities;
import org.ferry.workflows.activity.NovaMoveState;

/**
 * {@link NovaMoveActivities} by Nova's API. Whatever waits for Nova looks on and on, with a heartbeat at each look that
 * ends it when the activity is cancelled; Nova goes on. Stateless, thread-safe.
 */
public final class NovaMoveApiActivities implements NovaMoveActivities {
    private final ColdMoves cold;
    private final LiveMoves live;
    private final Consumer<Object> heartbeat;

    /** Activities that use the client. */
    public NovaMoveApiActivities(ApiClient api) {
        this(api, Poll.LASTING, details -> Activity.getExecutionContext().heartbeat(details));
    }

    /** With another heartbeat, which may throw to end what waits. */
    NovaMoveApiActivities(ApiClient api, Poll poll, Consumer<Object> heartbeat) {
        this.cold = new ColdMoves(api, poll);
        this.live = new LiveMoves(api, poll);
        this.heartbeat = heartbeat;
    }

    @Override
    public void orderCold(NovaMove move) {
        cold.order(move);
    }

    @Override
    public String awaitChoice(NovaMove move) {
        return cold.choice(move, heartbeat::accept);
    }

    @Override
    public NovaMoveState awaitCold(NovaMove move) {
        return cold.await(move, heartbeat::accept);
    }

    @Override
    public void confirm(NovaMove move) {
        cold.confirm(move, heartbeat::accept);
    }

    @Override
    public void revert(NovaMove move) {
        cold.revert(move, heartbeat::accept);
    }

    @Override
    public void orderLive(LiveOrder order) {
        live.order(order);
    }

    @Override
    public LiveState watchLive(LiveWatch watch) {
        return live.watch(watch, heartbeat::accept);
    }

    @Override
    public void forceComplete(NovaMove move) {
        live.forceComplete(move);
    }

    @Override
    public String abort(NovaMove move) {
        return live.abort(move, heartbeat::accept);
    }
}
