package org.ferry.starter;

import org.ferry.starter.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry show}: the report of the latest run of an instance. */
@Command(
        name = "show",
        description = {
            "Report on the latest migration of an instance, going on or ended, and exit with its outcome.",
            ""
        })
final class ShowCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        Run run = readerOf(InstanceRef.resolve(instance, temporal), temporal).read();
        output.report(run);
        return Exit.of(run.outcome());
    }
}
