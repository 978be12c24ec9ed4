package org.ferry.starter;

import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import org.ferry.starter.run.Snapshot;
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

    /** The latest run that is meant. */
    static View<?> viewOf(RunRef ref, Temporal temporal) {
        View<?> view = ref.view(temporal);
        try {
            view.read();
            return view;
        } catch (StatusRuntimeException e) {
            if (Errors.isNoSuchRun(e)) {
                throw new StarterException(
                        Exit.NO_RUN,
                        "Temporal knows no " + ref.what() + " in the namespace \"" + temporal.namespace() + "\".",
                        e);
            }
            throw e;
        }
    }

    /** The latest run that is meant, which has to be going on. */
    static Snapshot<?> runningRunOf(RunRef ref, Temporal temporal) {
        Snapshot<?> run = viewOf(ref, temporal).read();
        if (run.outcome() != null) {
            throw new StarterException(Exit.NO_RUN, "No " + ref.what() + " is going on; the last one has ended.");
        }
        return run;
    }

    /** Shows a run until it ends, then its report. */
    static <T extends Snapshot<T>> Exit follow(View<T> view, Temporal temporal, Output output)
            throws InterruptedException {
        Display<T> display = output.display(view);
        T run = view.read();
        while (run.outcome() == null) {
            display.show(run);
            Thread.sleep(LOOK_EVERY_MILLIS);
            try {
                run = view.read();
            } catch (StatusRuntimeException e) {
                if (!Errors.isPassing(e)) {
                    throw e;
                }
                run = run.waitingFor("Temporal at " + temporal.address());
            }
        }
        display.show(run);
        display.end();
        return report(view, run, output);
    }

    /** Reports on a run. */
    static <T extends Snapshot<T>> Exit report(View<T> view, T run, Output output) {
        output.report(view, run);
        return view.exit(run);
    }
}
