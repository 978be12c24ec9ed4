package org.ferry.starter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry watch}: follows the latest run of an instance or a drain. */
@Command(
        name = "watch",
        description = {
            "Follow the latest migration of an instance, or drain of a host, to its end, and exit with its outcome.",
            "A live picture in a terminal; one line for every change elsewhere.",
            ""
        })
final class WatchCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE|drain/HOST", description = RunRef.HELP)
    String run = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        View<?> view = viewOf(RunRef.resolve(run, temporal), temporal);
        output.introduce(view.read());
        return follow(view, temporal, output);
    }
}
