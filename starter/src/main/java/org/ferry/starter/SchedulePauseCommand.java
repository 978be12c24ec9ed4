package org.ferry.starter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry schedule pause}: starts nothing for a while. */
@Command(
        name = "pause",
        description = {"Start nothing by this schedule until it is resumed. What it has started goes on.", ""})
final class SchedulePauseCommand extends FerryCommand {
    @Parameters(paramLabel = "NAME", description = "What the schedule is called.")
    String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to read.")
    String reason = "paused by a person";

    @Override
    Exit run(Temporal temporal, Output output) {
        ScheduleText.print("paused", temporal.schedules().pause(name, reason), output);
        return Exit.DONE;
    }
}
