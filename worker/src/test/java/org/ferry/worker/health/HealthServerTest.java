package org.ferry.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.ferry.worker.config.HealthSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final HealthServer server = start();

    @AfterEach
    void close() {
        server.close();
        metrics.close();
    }

    @Test
    void isUnavailableWhileItStartsAndTellsWhy() throws Exception {
        health.waitsFor("cloud", "Nova does not answer");
        health.waitsFor("temporal", "no connection");
        health.has("temporal");

        HttpResponse<String> answer = get("/health");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"starting\",\"waitingFor\":{\"cloud\":\"Nova does not answer\"}}");
    }

    @Test
    void isUpWhileItWorksAndIsConnected() throws Exception {
        AtomicBoolean connected = new AtomicBoolean(true);
        health.works(connected::get);
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).contains("\"status\":\"up\"");

        connected.set(false);
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).contains("\"status\":\"disconnected\"");
    }

    @Test
    void isUnavailableWhileItStops() throws Exception {
        health.works(() -> true);
        health.stops();

        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).contains("\"status\":\"stopping\"");
    }

    @Test
    void givesMetricsWithFewBuckets() {
        metrics.scope().timer("temporal_activity_execution_latency").record(com.uber.m3.util.Duration.ofSeconds(3));

        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            String text = get("/metrics").body();
            assertThat(text).contains("temporal_activity_execution_latency_seconds_count 1");
            assertThat(text.lines().filter(line -> line.contains("_bucket"))).hasSize(7);
        });
    }

    private HealthServer start() {
        try {
            return HealthServer.start(new HealthSettings("127.0.0.1", 0), health, metrics);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
