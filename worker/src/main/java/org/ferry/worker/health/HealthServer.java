package org.ferry.worker.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.ferry.worker.config.HealthSettings;

/** Answers {@code GET /health} (200 when up, else 503) and {@code GET /metrics}. */
public final class HealthServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Health health;
    private final Metrics metrics;

    private HealthServer(HttpServer server, Health health, Metrics metrics) {
        this.server = server;
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * Starts one.
     *
     * @throws IOException when its port is taken or the address is not this machine's
     */
    public static HealthServer start(HealthSettings settings, Health health, Metrics metrics) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), 0);
        HealthServer server = new HealthServer(http, health, metrics);
        http.createContext("/health", server::answerHealth);
        http.createContext("/metrics", server::answerMetrics);
        http.start();
        return server;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answerHealth(HttpExchange exchange) throws IOException {
        Health.Answer answer = health.answer();
        send(exchange, answer.isUp() ? OK : UNAVAILABLE, "application/json", json.writeValueAsString(answer));
    }

    private void answerMetrics(HttpExchange exchange) throws IOException {
        send(exchange, OK, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
