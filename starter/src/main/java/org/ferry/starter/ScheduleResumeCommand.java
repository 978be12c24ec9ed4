package org.ferry.starter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry schedule resume}: goes on with one that is paused. */
@Command(
        name = "resume",
        description = {"Start runs again by a schedule that is paused. Those that were due meanwhile are left out.", ""
        })
final class ScheduleResumeCommand extends FerryCommand {
    @Parameters(paramLabel = "NAME", description = "What the schedule is called.")
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        ScheduleText.print("resumed", temporal.schedules().resume(name), output);
        return Exit.DONE;
    }
}
