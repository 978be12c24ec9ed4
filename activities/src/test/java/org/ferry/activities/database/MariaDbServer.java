package org.ferry.activities.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A throw-away mariadbd on a free port of the loopback interface, with its files in a temporary directory. */
final class MariaDbServer implements AutoCloseable {
    /** Without a password, from this machine. */
    private static final String ADMINISTRATOR = "root";

    private final Path directory;
    private final int port;
    private final Process process;

    private MariaDbServer(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts one with further options and waits until it answers. */
    static MariaDbServer start(List<String> options) {
        try {
            Path directory = Files.createTempDirectory("ferry-mariadb-");
            install(directory);
            int port = freePort();
            MariaDbServer server = new MariaDbServer(directory, port, launch(directory, port, options));
            server.awaitReady();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    int port() {
        return port;
    }

    String url(String schema) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + schema;
    }

    /** As administrator, committing each statement by itself. */
    Connection connect(String schema) throws SQLException {
        return DriverManager.getConnection(url(schema) + "?allowMultiQueries=true", ADMINISTRATOR, "");
    }

    /** Runs statements as administrator. */
    void execute(String schema, String sql) {
        try (Connection connection = connect(schema);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Runs a script in MariaDB's own client, as an operator does, with a default database or, if empty, without. */
    void runScript(String schema, Path script) {
        List<String> command = new ArrayList<>(List.of(
                "mariadb", "--no-defaults", "--protocol=tcp", "-h127.0.0.1", "-P" + port, "-u" + ADMINISTRATOR));
        if (!schema.isEmpty()) {
            command.add(schema);
        }
        run(new ProcessBuilder(command).redirectInput(script.toFile()), directory.resolve("client.log"));
    }

    /** Power failure. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void install(Path directory) {
        if (!Files.isExecutable(Path.of("/usr/sbin/mariadbd"))) {
            throw new IllegalStateException("/usr/sbin/mariadbd is missing: these tests run on a real server; "
                    + "install Debian's packages mariadb-server and galera-4 (as deploy/lab/install does)");
        }
        run(
                new ProcessBuilder(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--skip-test-db",
                        "--auth-root-authentication-method=normal",
                        "--user=" + System.getProperty("user.name"),
                        "--datadir=" + directory.resolve("data")),
                directory.resolve("install.log"));
    }

    private static Process launch(Path directory, int port, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/sbin/mariadbd",
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + directory.resolve("data"),
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--skip-log-bin",
                "--character-set-server=utf8",
                "--innodb-buffer-pool-size=16M",
                "--innodb-log-file-size=8M",
                "--innodb-flush-log-at-trx-commit=2"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void awaitReady() {
        Awaitility.await("mariadbd in " + directory + " answers; see its file log")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .failFast(() -> !process.isAlive())
                .until(() -> {
                    connect("mysql").close();
                    return true;
                });
    }

    private static void run(ProcessBuilder command, Path log) {
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command.command() + " failed: " + Files.readString(log));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
