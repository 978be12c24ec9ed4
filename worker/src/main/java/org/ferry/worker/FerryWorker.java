package org.ferry.worker;

import io.temporal.common.interceptors.WorkerInterceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ferry.worker.config.InvalidConfigurationException;
import org.ferry.worker.config.WorkerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: {@code ferry-worker [--config FILE]}. It runs until SIGTERM or SIGINT, then finishes what it does and ends
 * with 0; what it could not finish, another worker does. It ends with 64 for a wrong command line, with 78 for a wrong
 * configuration, with 71 when it can't listen at its health address (sysexits.h), and with 1 for what should not happen.
 */
public final class FerryWorker {
    private static final Logger log = LoggerFactory.getLogger(FerryWorker.class);

    private static final int EX_OK = 0;
    private static final int EX_UNEXPECTED = 1;
    private static final int EX_USAGE = 64;
    private static final int EX_OSERR = 71;
    private static final int EX_CONFIG = 78;

    private static final Path DEFAULT_CONFIGURATION = Path.of("/etc/ferry/worker.yaml");
    /** Longer than a worker takes to end. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(40);

    private FerryWorker() {}

    /** The command. */
    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            run(DEFAULT_CONFIGURATION, List.of());
        } else if (arguments.length == 2 && arguments[0].equals("--config")) {
            run(Path.of(arguments[1]), List.of());
        } else {
            System.err.println("usage: ferry-worker [--config FILE]   (default: " + DEFAULT_CONFIGURATION + ")");
            System.exit(EX_USAGE);
        }
    }

    /**
     * Runs a worker until the process is told to end, and ends the process.
     *
     * @param additional interceptors around those that every worker has
     */
    public static void run(Path configuration, List<WorkerInterceptor> additional) {
        // Not by System.exit, which waits for the hook.
        Runtime.getRuntime().halt(serve(configuration, additional));
    }

    private static int serve(Path configuration, List<WorkerInterceptor> additional) {
        WorkerSettings settings;
        try {
            settings = WorkerSettings.read(configuration, System.getenv());
        } catch (InvalidConfigurationException invalid) {
            System.err.println(invalid.getMessage());
            return EX_CONFIG;
        }
        interruptAtShutdown(Thread.currentThread());
        try {
            new WorkerService(settings, additional).run();
            return EX_OK;
        } catch (IOException noPort) {
            log.error("Can't listen at {}; see the section health: {}", settings.health(), noPort.getMessage());
            return EX_OSERR;
        } catch (RuntimeException unexpected) {
            log.error("The worker can't go on", unexpected);
            return EX_UNEXPECTED;
        }
    }

    /** By itself the JVM would end while the worker still works, and with 143 instead of 0. */
    private static void interruptAtShutdown(Thread worker) {
        Thread hook = new Thread(
                () -> {
                    worker.interrupt();
                    try {
                        worker.join(SHUTDOWN.toMillis());
                    } catch (InterruptedException impatient) {
                        Thread.currentThread().interrupt();
                    }
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
