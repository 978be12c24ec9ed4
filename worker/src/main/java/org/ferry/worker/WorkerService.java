package org.ferry.worker;

import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ferry.activities.openstack.CloudProbe;
import org.ferry.worker.config.WorkerSettings;
import org.ferry.worker.health.Health;
import org.ferry.worker.health.HealthServer;
import org.ferry.worker.health.Metrics;
import org.ferry.worker.interceptor.BackgroundHeartbeats;
import org.ferry.worker.interceptor.InstanceInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's life: look whether everything is there, work, stop. */
final class WorkerService {
    private static final Logger log = LoggerFactory.getLogger(WorkerService.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    /** For ordinary activities to end; a copy is left, and watched on by another worker. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static final Duration INTERRUPTED_GRACE = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final List<WorkerInterceptor> additional;

    WorkerService(WorkerSettings settings, List<WorkerInterceptor> additional) {
        this.settings = settings;
        this.additional = additional;
    }

    /**
     * Works until this thread is interrupted.
     *
     * @throws IOException when the health address can't be listened at
     */
    void run() throws IOException {
        Health health = new Health();
        try (Metrics metrics = new Metrics();
                HealthServer server = HealthServer.start(settings.health(), health, metrics);
                TemporalConnection temporal = new TemporalConnection(settings.temporal(), metrics.scope());
                Clients clients = Clients.of(settings);
                BackgroundHeartbeats heartbeats = new BackgroundHeartbeats(Wiring.HEARTBEAT_INTERVAL)) {
            log.info("Answers for its health on port {}", server.port());
            new Startup(health, LOOK_AGAIN).awaitAll(probes(temporal, clients));
            WorkerFactory worker = Wiring.worker(
                    temporal.client(), settings.temporal().taskQueue(), clients.activities(), interceptors(heartbeats));
            worker.start();
            health.works(temporal::isUp);
            log.info("Takes work");
            awaitInterrupt();
            health.stops();
            stop(worker);
        } catch (InterruptedException told) {
            log.info("Told to end while it waited for the start");
        }
    }

    private static Map<String, Supplier<List<String>>> probes(TemporalConnection temporal, Clients clients) {
        return Map.of(
                "cloud",
                () -> List.of(new CloudProbe(clients.cloud()).run().toString()),
                "databases",
                () -> clients.databases().probe().stream().map(Object::toString).toList(),
                "temporal",
                () -> List.of(temporal.probe()));
    }

    private List<WorkerInterceptor> interceptors(BackgroundHeartbeats heartbeats) {
        List<WorkerInterceptor> interceptors = new ArrayList<>(List.of(heartbeats, new InstanceInLog()));
        interceptors.addAll(additional);
        return interceptors;
    }

    private static void awaitInterrupt() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException told) {
            log.info("Told to end: takes nothing new, and waits up to {} s for what it does", GRACE.toSeconds());
        }
    }

    private static void stop(WorkerFactory worker) {
        worker.shutdown();
        worker.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        if (!worker.isTerminated()) {
            log.info("Leaves the rest to other workers");
            worker.shutdownNow();
            worker.awaitTermination(INTERRUPTED_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        log.info("Ended");
    }
}
