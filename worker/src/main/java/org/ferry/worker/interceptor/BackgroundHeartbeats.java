package org.ferry.worker.interceptor;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a heartbeat for every activity that runs, so that the loss of a worker is noticed within the heartbeat timeout
 * and not at the end of an activity's time. Each beat carries the last details that the activity gave itself. A beat
 * never ends an activity: what the server answers to it, the activity hears at its own next heartbeat.
 */
public final class BackgroundHeartbeats extends WorkerInterceptorBase implements AutoCloseable {
    /** More than one, so that one slow answer does not hold up all. */
    private static final int THREADS = 2;

    private final Duration interval;
    private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });

    /** Beats at this interval. */
    public BackgroundHeartbeats(Duration interval) {
        this.interval = interval;
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Beating(next);
    }

    /** To be called when no activity runs any more. */
    @Override
    public void close() {
        beats.shutdownNow();
    }

    private final class Beating extends ActivityInboundCallsInterceptorBase {
        private @Nullable DetailsKeeper keeper;

        Beating(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            keeper = new DetailsKeeper(context);
            super.init(keeper);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            DetailsKeeper context = Objects.requireNonNull(keeper, "init comes before execute");
            ActivityInfo info = context.getInfo();
            if (info.isLocal() || info.getHeartbeatTimeout().isZero()) {
                return super.execute(input);
            }
            long nanos = interval.toNanos();
            ScheduledFuture<?> beating =
                    beats.scheduleWithFixedDelay(context::beat, nanos, nanos, TimeUnit.NANOSECONDS);
            try {
                return super.execute(input);
            } finally {
                beating.cancel(false);
                context.end();
            }
        }
    }
}
