package org.ferry.starter;

import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry show}: the report of the latest run of an instance or a drain. */
@Command(
        name = "show",
        description = {
            "Report on the latest migration of an instance, or drain of a host, going on or ended, and exit with its"
                    + " outcome.",
            ""
        })
final class ShowCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE|drain/HOST", description = RunRef.HELP)
    String run = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        return show(viewOf(RunRef.resolve(run, temporal), temporal), output);
    }

    private static <T extends Snapshot<T>> Exit show(View<T> view, Output output) {
        return report(view, view.read(), output);
    }
}
