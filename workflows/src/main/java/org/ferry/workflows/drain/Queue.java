package org.ferry.workflows.drain;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** Which instance moves next, and when. */
final class Queue {
    /** How often the host is looked at while moves go on: instances come and go. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private static final Duration WHILE_PAUSED = Duration.ofHours(1);

    /** Those that failed last; then by their owners' priority; then the longest, so that the host is free soonest. */
    private static final Comparator<InstanceMove> ORDER = Comparator.comparing(InstanceMove::attempts)
            .thenComparing(Comparator.comparing(InstanceMove::priority).reversed())
            .thenComparing(
                    Comparator.comparingLong(InstanceMove::estimateMillis).reversed());

    private final DrainRequest request;
    private final DrainState state;
    private final Moves moves;

    Queue(DrainRequest request, DrainState state, Moves moves) {
        this.request = request;
        this.state = state;
        this.moves = moves;
    }

    /** Begins as many moves as may be begun now, and says so. */
    void beginDue(boolean paused) {
        Instant now = now();
        Window window = request.window();
        Optional<Instant> closes = window == null ? Optional.of(Instant.MAX) : window.closes(now);
        state.enter(phase(paused, closes.isPresent()));
        if (paused || closes.isEmpty()) {
            return;
        }
        state.in(State.WAITING).stream()
                .filter(move -> move.target() != null)
                .filter(move -> endsBefore(closes.get(), move, now))
                .sorted(ORDER)
                .limit(Math.max(0, request.parallel() - state.inFlight()))
                .forEach(move -> moves.begin(move, latestStart(move, closes.get())));
    }

    private static DrainPhase phase(boolean paused, boolean open) {
        if (paused) {
            return DrainPhase.PAUSED;
        }
        return open ? DrainPhase.MOVING : DrainPhase.WINDOW_CLOSED;
    }

    private static boolean endsBefore(Instant close, InstanceMove move, Instant now) {
        return now.plusMillis(move.estimateMillis()).isBefore(close);
    }

    private static @Nullable Instant latestStart(InstanceMove move, Instant close) {
        return close.equals(Instant.MAX) ? null : close.minusMillis(move.estimateMillis());
    }

    /** How long to wait for something to happen: the host is looked at each minute, but not while nothing may begin. */
    Duration patience() {
        Window window = request.window();
        if (state.phase() == DrainPhase.WINDOW_CLOSED && window != null) {
            return Duration.between(now(), window.opensAfter(now()));
        }
        return state.phase() == DrainPhase.PAUSED ? WHILE_PAUSED : LOOK_AGAIN;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}
