package org.ferry.starter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry schedule trigger}: starts a run now. */
@Command(
        name = "trigger",
        description = {"Start a run of this schedule now, besides those at its times; also of one that is paused.", ""})
final class ScheduleTriggerCommand extends FerryCommand {
    @Parameters(paramLabel = "NAME", description = "What the schedule is called.")
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        ScheduleText.print("triggered", temporal.schedules().trigger(name), output);
        return Exit.DONE;
    }
}
