package org.ferry.starter;

import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry skip}: leaves an instance of a drain where it is. */
@Command(
        name = "skip",
        description = {
            "Have a drain leave an instance where it is.",
            "Refused, with the reason, where the instance is none of its own, or is on its way already.",
            ""
        })
final class SkipCommand extends FerryCommand {
    @Parameters(index = "0", paramLabel = "drain/HOST", description = "The drain.")
    String drain = "";

    @Parameters(index = "1", paramLabel = "INSTANCE", description = "Uuid or name.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        DrainRef ref = DrainRef.require(drain);
        InstanceRef left = InstanceRef.resolve(instance, temporal);
        Snapshot<?> run = runningRunOf(ref, temporal);
        Update.send(temporal, run, "skip " + left.title() + " in", "skip", left.id());
        output.print(
                Json.accepted("skip", run).put("instance", left.id()),
                left.title() + " is left where it is by " + run.title(),
                "follow it: ferry watch " + run.argument());
        return Exit.DONE;
    }
}
