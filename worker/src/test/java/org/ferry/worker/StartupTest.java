package org.ferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.ferry.worker.health.Health;
import org.junit.jupiter.api.Test;

class StartupTest {
    private final Health health = new Health();
    private final Startup startup = new Startup(health, Duration.ofMillis(20));

    @Test
    void waitsUntilEverythingIsThere() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        AtomicReference<Health.Answer> meanwhile = new AtomicReference<>();

        startup.awaitAll(Map.of("cloud", () -> {
            if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("Nova does not answer");
            }
            meanwhile.set(health.answer());
            return List.of("the cloud");
        }));

        assertThat(looks).hasValue(3);
        assertThat(meanwhile.get()).isEqualTo(new Health.Answer("starting", Map.of("cloud", "Nova does not answer")));
        assertThat(health.answer().waitingFor()).isEmpty();
    }

    @Test
    void endsItsWaitWhenItIsToldTo() throws Exception {
        Thread waiting = new Thread(() -> {
            try {
                startup.awaitAll(Map.of("cloud", () -> {
                    throw new IllegalStateException("never");
                }));
            } catch (InterruptedException told) {
                // As asked.
            }
        });
        waiting.start();

        waiting.interrupt();
        waiting.join(5_000);

        assertThat(waiting.isAlive()).isFalse();
    }
}
