package org.ferry.starter;

import picocli.CommandLine.Command;

/** {@code ferry schedule}: runs that Temporal starts by itself, again and again. */
@Command(
        name = "schedule",
        description = {"Have runs started by themselves, again and again, by Temporal's Schedules.", ""},
        subcommands = {
            ScheduleCreateCommand.class,
            ScheduleListCommand.class,
            SchedulePauseCommand.class,
            ScheduleResumeCommand.class,
            ScheduleTriggerCommand.class,
            ScheduleDeleteCommand.class
        })
final class ScheduleCommand {}
