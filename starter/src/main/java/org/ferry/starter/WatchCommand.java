package org.ferry.starter;

import org.ferry.starter.run.RunReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry watch}: follows the latest run of an instance. */
@Command(
        name = "watch",
        description = {
            "Follow the latest migration of an instance to its end, and exit with its outcome.",
            "A live picture in a terminal; one line for every change elsewhere.",
            ""
        })
final class WatchCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        RunReader reader = readerOf(InstanceRef.resolve(instance, temporal), temporal);
        output.introduce(reader.read());
        return follow(reader, temporal, output);
    }
}
