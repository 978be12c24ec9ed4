package org.ferry.starter;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import java.time.Duration;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.LiveProgress;

/** The steps of a migration that moves nothing. */
@ActivityInterface
public interface FakeSteps {
    /** Takes a moment. */
    void work(String target);

    /** Fails twice. */
    void flaky();

    /** Heartbeats as a copy does. */
    void copy();

    /** Heartbeats as Nova's live migration does. */
    void live();

    /** Does nothing, for as long as it would take. */
    final class Pretending implements FakeSteps {
        static final long TOTAL = 1_288_490_188L;
        private final Duration copying;

        Pretending(Duration copying) {
            this.copying = copying;
        }

        @Override
        public void work(String target) {
            Activity.getExecutionContext().heartbeat(null);
            pause(Math.min(1_000, copying.toMillis() / 20));
        }

        @Override
        public void flaky() {
            if (Activity.getExecutionContext().getInfo().getAttempt() < 3) {
                throw new IllegalStateException("compute-1 does not answer on port 22: connection refused");
            }
        }

        @Override
        public void copy() {
            for (int percent = 0; percent < 100; percent++) {
                long perSecond = TOTAL / Math.max(1, copying.toSeconds());
                Activity.getExecutionContext()
                        .heartbeat(new CopyProgress(
                                "disk",
                                TOTAL * percent / 100,
                                TOTAL,
                                percent,
                                perSecond,
                                copying.toSeconds() * (100 - percent) / 100));
                pause(copying.toMillis() / 100);
            }
        }

        @Override
        public void live() {
            for (int percent = 0; percent < 100; percent++) {
                long left = TOTAL * (100 - percent) / 100;
                Activity.getExecutionContext()
                        .heartbeat(new LiveProgress(
                                FakeWorker.NAME,
                                TOTAL,
                                TOTAL - left,
                                left,
                                0,
                                0,
                                0,
                                percent,
                                TOTAL,
                                copying.toSeconds()));
                pause(copying.toMillis() / 100);
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException shutDown) {
                throw new IllegalStateException(shutDown);
            }
        }
    }
}
