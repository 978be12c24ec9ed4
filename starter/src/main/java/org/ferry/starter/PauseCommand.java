package org.ferry.starter;

import org.ferry.starter.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry pause}: lets a run start no further step. */
@Command(
        name = "pause",
        description = {
            "Let a migration finish its present step and start no other until it is resumed.",
            "The instance may be down meanwhile.",
            ""
        })
final class PauseCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        Run run = runningRunOf(InstanceRef.resolve(instance, temporal), temporal);
        temporal.stub(run.workflowId(), run.runId()).signal("pause");
        output.print(
                Json.accepted("pause", run),
                run.title() + " is paused after its present step"
                        + (run.progress().instanceDown() ? ", and down meanwhile" : ""),
                "go on with: ferry resume " + run.progress().instance());
        return Exit.DONE;
    }
}
