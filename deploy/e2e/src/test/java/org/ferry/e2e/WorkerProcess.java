package org.ferry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker in a process of its own, started again whenever it dies, as its service manager would. */
final class WorkerProcess implements AutoCloseable {
    private final Path log;
    private final List<String> command;
    private final AtomicInteger starts = new AtomicInteger();
    private volatile boolean wanted = true;
    private volatile Process process;

    private WorkerProcess(Path log, List<String> command) {
        // One that the trial left would take work with what it was built from.
        Lab.lab("worker", "stop");
        this.log = log;
        this.command = command;
        this.process = launch();
    }

    /** A worker as it is shipped. */
    static WorkerProcess start() {
        return new WorkerProcess(
                Lab.STATE.resolve("log/e2e-worker.log"),
                List.of(Lab.ROOT.resolve("worker/bin/ferry-worker").toString(), "--config", configuration()));
    }

    /** A worker that kills itself (-9) at the moments that the plan names; see {@link MortalWorker}. */
    static WorkerProcess startMortal(Path plan) {
        return new WorkerProcess(
                Lab.STATE.resolve("log/e2e-mortal-worker.log"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MortalWorker.class.getName(),
                        configuration(),
                        plan.toString()));
    }

    private static String configuration() {
        return Lab.ROOT.resolve("deploy/worker.yaml").toString();
    }

    /** Kills it with -9; it is started again. */
    void kill() {
        process.destroyForcibly();
    }

    /** How often it was started. */
    int starts() {
        return starts.get();
    }

    /** Stops it for good. */
    @Override
    public void close() {
        wanted = false;
        process.destroy();
        process.onExit().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    private Process launch() {
        try {
            starts.incrementAndGet();
            Files.createDirectories(log.getParent());
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Thread keeper = new Thread(() -> {
                started.onExit().join();
                if (wanted) {
                    process = launch();
                }
            });
            keeper.setDaemon(true);
            keeper.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
