package org.ferry.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.ferry.worker.health.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at the start until everything can be reached, for as long as it takes: a worker may be started before its
 * cloud. It takes no work before, since that would only fail.
 */
final class Startup {
    private static final Logger log = LoggerFactory.getLogger(Startup.class);

    private final Health health;
    private final Duration pause;

    /** Tries again after each pause. */
    Startup(Health health, Duration pause) {
        this.health = health;
        this.pause = pause;
    }

    /**
     * Runs all probes side by side until each has succeeded once.
     *
     * @param probes name to a look that returns lines for the log, or throws with a message for an operator
     * @throws InterruptedException when told to end meanwhile
     */
    void awaitAll(Map<String, Supplier<List<String>>> probes) throws InterruptedException {
        Executor threads = task -> {
            Thread thread = new Thread(task, "startup");
            thread.setDaemon(true);
            thread.start();
        };
        probes.keySet().forEach(what -> health.waitsFor(what, "being looked at"));
        CompletableFuture<Void> all = CompletableFuture.allOf(probes.entrySet().stream()
                .map(probe -> CompletableFuture.runAsync(() -> await(probe.getKey(), probe.getValue()), threads))
                .toArray(CompletableFuture[]::new));
        try {
            all.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
    }

    private void await(String what, Supplier<List<String>> probe) {
        String told = "";
        while (true) {
            try {
                probe.get().forEach(line -> log.info("Connected: {}", line));
                health.has(what);
                return;
            } catch (RuntimeException problem) {
                String message = String.valueOf(problem.getMessage());
                health.waitsFor(what, message);
                if (!message.equals(told)) {
                    log.warn("Waiting for the {}, looking again every {} s: {}", what, pause.toSeconds(), message);
                    told = message;
                }
                sleep();
            }
        }
    }

    private void sleep() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at the start", interrupted);
        }
    }
}
