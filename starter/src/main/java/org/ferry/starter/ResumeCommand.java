package org.ferry.starter;

import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry resume}: goes on after a pause, or after a person has put right what a run waits for. */
@Command(
        name = "resume",
        description = {
            "Let a migration or a drain go on: one that was paused, or one that waits for a person who has now put"
                    + " things right.",
            ""
        })
final class ResumeCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE|drain/HOST", description = RunRef.HELP)
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        Snapshot<?> run = runningRunOf(RunRef.resolve(name, temporal), temporal);
        temporal.stub(run.workflowId(), run.runId()).signal("resume");
        output.print(
                Json.accepted("resume", run), run.title() + " goes on", "follow it: ferry watch " + run.argument());
        return Exit.DONE;
    }
}
