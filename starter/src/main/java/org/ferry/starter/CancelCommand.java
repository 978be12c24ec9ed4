package org.ferry.starter;

import org.ferry.starter.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry cancel}: undoes a run that is not past the point of no return. */
@Command(
        name = "cancel",
        description = {
            "Cancel a migration: what was done is undone in reverse order, and the instance runs where it ran.",
            "Refused, with the reason, past the point of no return, when the instance belongs to its target.",
            ""
        })
final class CancelCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Run run = runningRunOf(InstanceRef.resolve(instance, temporal), temporal);
        Update.send(temporal, run, "cancel", "cancel");
        output.print(
                Json.accepted("cancel", run),
                run.title() + " is cancelled; what was done is being undone",
                "follow it: ferry watch " + run.progress().instance());
        return Exit.DONE;
    }
}
