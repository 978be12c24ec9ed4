package org.ferry.starter;

import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry choose}: answers a run that waits for a person's choice. */
@Command(
        name = "choose",
        description = {
            "Tell a migration that waits for a choice what to do; ferry watch shows what there is to choose from.",
            "Refused, with the reason, where there is nothing to choose or no such choice.",
            ""
        })
final class ChooseCommand extends FerryCommand {
    @Parameters(index = "0", paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Parameters(index = "1", paramLabel = "CHOICE", description = "For example confirm, revert or retry.")
    String choice = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Snapshot<?> run = runningRunOf(InstanceRef.resolve(instance, temporal), temporal);
        Update.send(temporal, run, "choose " + choice + " for", "choose", choice);
        output.print(
                Json.accepted("choose", run).put("choice", choice),
                run.title() + " goes on with: " + choice,
                "follow it: ferry watch " + run.argument());
        return Exit.DONE;
    }
}
