package org.ferry.starter;

import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Snapshot;
import org.ferry.workflows.drain.DrainHostWorkflow.Cancellation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry cancel}: undoes a run that is not past the point of no return, or ends a drain. */
@Command(
        name = "cancel",
        description = {
            "Cancel a migration: what was done is undone in reverse order, and the instance runs where it ran.",
            "Refused, with the reason, past the point of no return, when the instance belongs to its target.",
            "A drain begins no more moves, and ends when those in flight have ended.",
            ""
        })
final class CancelCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE|drain/HOST", description = RunRef.HELP)
    String name = "";

    @Option(
            names = "--undo",
            description = "Of a drain: undo the moves in flight, as far as they can be, instead of finishing them.")
    boolean undo;

    @Option(names = "--enable", description = "Of a drain: put nova-compute back as it was before.")
    boolean enable;

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        if ((undo || enable) && DrainRef.of(name).isEmpty()) {
            throw new StarterException(
                    Exit.USAGE,
                    "--undo and --enable are for drains (drain/HOST); a cancelled migration is undone anyway");
        }
        Snapshot<?> run = runningRunOf(RunRef.resolve(name, temporal), temporal);
        boolean isDrain = run instanceof DrainRun;
        Update.send(
                temporal,
                run,
                "cancel",
                "cancel",
                isDrain ? new Object[] {new Cancellation(undo, enable)} : new Object[0]);
        output.print(
                Json.accepted("cancel", run),
                run.title() + " is cancelled; " + (isDrain ? drained() : "what was done is being undone"),
                "follow it: ferry watch " + run.argument());
        return Exit.DONE;
    }

    private String drained() {
        return "moves in flight are " + (undo ? "undone" : "finished")
                + (enable ? ", then nova-compute is put back as it was" : "; nova-compute stays as it is");
    }
}
