package org.ferry.starter;

import org.ferry.starter.run.Run;
import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry pause}: lets a run start no further step. */
@Command(
        name = "pause",
        description = {
            "Let a migration finish its present step and start no other until it is resumed.",
            "The instance may be down meanwhile. A drain begins no more moves; those in flight go on.",
            ""
        })
final class PauseCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE|drain/HOST", description = RunRef.HELP)
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        Snapshot<?> run = runningRunOf(RunRef.resolve(name, temporal), temporal);
        temporal.stub(run.workflowId(), run.runId()).signal("pause");
        output.print(
                Json.accepted("pause", run),
                run.title()
                        + (run instanceof Run move ? pauseOf(move) : " begins no more moves; those in flight go on"),
                "go on with: ferry resume " + run.argument());
        return Exit.DONE;
    }

    private static String pauseOf(Run move) {
        return " is paused after its present step" + (move.progress().instanceDown() ? ", and down meanwhile" : "");
    }
}
