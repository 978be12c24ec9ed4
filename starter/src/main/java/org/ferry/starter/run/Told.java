package org.ferry.starter.run;

import io.grpc.StatusRuntimeException;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a run tells of itself through a worker, asked for only where it may have changed. */
final class Told<T> {
    /** Where no worker answers, every question costs its whole time. */
    private static final long ASK_AGAIN_MILLIS = Duration.ofSeconds(10).toMillis();

    private final RunCalls calls;
    private final Class<T> type;
    private @Nullable T last;
    private long askedAt;
    private boolean unanswered;

    Told(RunCalls calls, Class<T> type) {
        this.calls = calls;
        this.type = type;
    }

    /** Asks, where something has changed, or nobody has answered for a while; whether there is something new. */
    boolean ask(boolean changed) {
        long now = System.currentTimeMillis();
        if (!changed && !(unanswered && now - askedAt > ASK_AGAIN_MILLIS)) {
            return false;
        }
        askedAt = now;
        try {
            last = calls.progress(type);
            unanswered = false;
        } catch (StatusRuntimeException | DataConverterException nobodyAnswers) {
            unanswered = true;
        }
        return !unanswered;
    }

    /** The last answer; null while there is none. */
    @Nullable
    T last() {
        return last;
    }
}
