package org.ferry.starter;

import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.RunReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have in common: the connection, the output, and how they follow a run. */
abstract class FerryCommand implements Callable<Integer> {
    private static final long LOOK_EVERY_MILLIS = 1_000;

    @ArgGroup(validate = false, order = 3, heading = "%nConnection and output:%n")
    Settings settings = new Settings();

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Does what the command is for. */
    abstract Exit run(Temporal temporal, Output output) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try (Temporal temporal = Temporal.connect(settings)) {
            WebUi ui = new WebUi(settings.ui, temporal.namespace());
            Output output = new Output(spec.commandLine().getOut(), settings.json, ui);
            try {
                return run(temporal, output).code();
            } catch (RuntimeException failure) {
                throw Errors.explain(failure, temporal);
            }
        }
    }

    /** The latest run of an instance. */
    static RunReader readerOf(InstanceRef instance, Temporal temporal) {
        RunReader reader = temporal.reader(instance);
        try {
            reader.read();
            return reader;
        } catch (StatusRuntimeException e) {
            if (Errors.isNoSuchRun(e)) {
                throw new StarterException(
                        Exit.NO_RUN,
                        "Temporal knows no migration of " + instance.title() + " in the namespace \""
                                + temporal.namespace() + "\".",
                        e);
            }
            throw e;
        }
    }

    /** The latest run of an instance, which has to be going on. */
    static Run runningRunOf(InstanceRef instance, Temporal temporal) {
        Run run = readerOf(instance, temporal).read();
        if (run.outcome() != null) {
            throw new StarterException(
                    Exit.NO_RUN, "No migration of " + instance.title() + " is going on; the last one has ended.");
        }
        return run;
    }

    /** Shows a run until it ends, then its report. */
    static Exit follow(RunReader reader, Temporal temporal, Output output) throws InterruptedException {
        Display display = output.display();
        Run run = reader.read();
        while (run.outcome() == null) {
            display.show(run);
            Thread.sleep(LOOK_EVERY_MILLIS);
            try {
                run = reader.read();
            } catch (StatusRuntimeException e) {
                if (!Errors.isPassing(e)) {
                    throw e;
                }
                run = run.waitingFor("Temporal at " + temporal.address());
            }
        }
        display.show(run);
        display.end();
        output.report(run);
        return Exit.of(run.outcome());
    }
}
