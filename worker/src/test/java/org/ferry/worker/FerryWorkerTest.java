package org.ferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process. */
class FerryWorkerTest {
    @TempDir
    private Path directory;

    @Test
    void endsWith64ForAWrongCommandLine() throws Exception {
        Process worker = start("--help");

        assertThat(exitCode(worker)).isEqualTo(64);
        assertThat(output()).contains("usage: ferry-worker [--config FILE]");
    }

    @Test
    void endsWith78ForAWrongConfiguration() throws Exception {
        Path configuration = Files.writeString(directory.resolve("worker.yaml"), "hosts: {port: 0}\n");

        Process worker = start("--config", configuration.toString());

        assertThat(exitCode(worker)).isEqualTo(78);
        assertThat(output())
                .contains("worker.yaml can't be used:")
                .contains("- hosts.port must be a port")
                .contains("- database.user is missing");
    }

    @Test
    void waitsForItsCloudAndEndsWith0WhenToldTo() throws Exception {
        int health = freePort();
        Process worker = start("--config", configuration(health).toString());
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                String answer = get(health);
                return answer.startsWith("503 {\"status\":\"starting\"")
                        && answer.contains("\"cloud\":\"")
                        && answer.contains("\"databases\":\"database of cell cell1")
                        && answer.contains("\"temporal\":\"Temporal at 127.0.0.1");
            });
            worker.destroy();
            assertThat(exitCode(worker)).as(output()).isZero();
        } finally {
            worker.destroyForcibly();
        }
    }

    private Path configuration(int healthPort) throws IOException {
        int nobody = freePort();
        Path empty = Files.writeString(directory.resolve("empty"), "");
        Path clouds = Files.writeString(directory.resolve("clouds.yaml"), """
                clouds:
                  test:
                    auth: {auth_url: "http://127.0.0.1:%d/v3", username: u, password: p, project_name: p}
                """.formatted(nobody));
        return Files.writeString(directory.resolve("worker.yaml"), """
                temporal: {address: "127.0.0.1:%1$d"}
                openstack: {cloud: test, cloudsFile: %2$s}
                database: {user: ferry, passwordFile: %3$s, cells: {cell1: "jdbc:mariadb://127.0.0.1:%1$d/nova"}}
                hosts: {user: ferry, identityFile: %3$s, knownHostsFile: %3$s}
                health: {port: %4$d}
                """.formatted(nobody, clouds, empty, healthPort));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FerryWorker.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static int exitCode(Process process) throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private static String get(int port) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
