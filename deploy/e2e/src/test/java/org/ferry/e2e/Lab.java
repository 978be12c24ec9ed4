package org.ferry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The lab's commands, and commands in its hosts. */
final class Lab {
    static final Path ROOT =
            Path.of(System.getProperty("ferry.root", "../..")).toAbsolutePath().normalize();
    static final Path STATE = Path.of("/var/lib/ferry-lab");
    static final List<String> HOSTS = List.of("compute-1", "compute-2", "compute-3");
    static final String INSTANCES = "/var/lib/nova/instances";

    private Lab() {}

    /** What a finished command left. */
    record Result(int exit, String output) {}

    /** Runs a command of the lab, for example {@code crash compute-2}; fails when it fails. */
    static String lab(String command, String... arguments) {
        return check(join(List.of(ROOT.resolve("deploy/lab/" + command).toString()), arguments));
    }

    /** Runs a command as root in a compute host; fails when it fails. */
    static String on(String host, String... command) {
        return check(join(List.of(ROOT.resolve("deploy/lab/on").toString(), host), command));
    }

    /** Runs a shell line as root in a compute host. */
    static String shell(String host, String line) {
        return on(host, "sh", "-c", line);
    }

    /** Runs a query as root on a Galera node that lives. */
    static String sql(String query) {
        for (int node = 1; node <= 3; node++) {
            Result result = run(
                    Duration.ofSeconds(20),
                    List.of(
                            "mariadb",
                            "--no-defaults",
                            "--batch",
                            "--skip-column-names",
                            "--socket=" + STATE.resolve("run/mariadb/" + node + ".sock"),
                            "-e",
                            query));
            if (result.exit() == 0) {
                return result.output().strip();
            }
        }
        throw new AssertionError("no Galera node answered: " + query);
    }

    /** A secret of the lab. */
    static String secret(String name) {
        try {
            return Files.readString(STATE.resolve("secrets/" + name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String check(List<String> command) {
        Result result = run(Duration.ofMinutes(5), command);
        if (result.exit() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + result.exit() + ":\n" + result.output());
        }
        return result.output();
    }

    /** Runs a command to its end, with output and errors together. */
    static Result run(Duration limit, List<String> command) {
        try {
            Path output = Files.createTempFile("e2e", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", command) + " did not end within " + limit + ":\n" + Files.readString(output));
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Files.delete(output);
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + String.join(" ", command), e);
        }
    }

    private static List<String> join(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }
}
