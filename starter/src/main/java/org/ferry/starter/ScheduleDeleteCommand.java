package org.ferry.starter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry schedule delete}: starts nothing any more. */
@Command(
        name = "delete",
        description = {"Start nothing by this schedule any more. What it has started goes on.", ""})
final class ScheduleDeleteCommand extends FerryCommand {
    @Parameters(paramLabel = "NAME", description = "What the schedule is called.")
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        temporal.schedules().delete(name);
        output.print(Json.event("deleted").put("name", name), "schedule  " + name + " is deleted");
        return Exit.DONE;
    }
}
