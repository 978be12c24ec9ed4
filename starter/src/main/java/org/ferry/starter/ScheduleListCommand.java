package org.ferry.starter;

import io.temporal.client.schedules.ScheduleDescription;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ferry schedule list}: the schedules that there are. */
@Command(
        name = "list",
        description = {"List the schedules of Ferry's runs, by whatever command they were created.", ""})
final class ScheduleListCommand extends FerryCommand {
    @Override
    Exit run(Temporal temporal, Output output) {
        List<ScheduleDescription> schedules = temporal.schedules().list();
        output.print(
                schedules.stream()
                        .map(each -> ScheduleText.json("schedule", each))
                        .toList(),
                ScheduleText.table(schedules, output.style(), output.columns()));
        return Exit.DONE;
    }
}
