package org.ferry.starter;

import io.temporal.client.schedules.ScheduleDescription;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry schedule create}: has runs started by themselves. */
@Command(
        name = "create",
        description = {
            "Have Temporal start a run at the times given, and show the next ones. All of it is checked before anything is"
                    + " created.",
            "A time at which Temporal is down, for more than ten minutes after it too, is left out.",
            ""
        })
final class ScheduleCreateCommand extends FerryCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "What the schedule is called.")
    String name = "";

    @Parameters(
            index = "1",
            paramLabel = "drain/HOST",
            description =
                    "What to start: drain/HOST, drain-plan/HOST for a dry run, or, with --type, the workflow id of"
                            + " another kind of run. Temporal adds the time to it.")
    String run = "";

    @ArgGroup(validate = false, order = 0, heading = "%nWhen:%n")
    ScheduleOptions when = new ScheduleOptions();

    @Option(names = "--paused", description = "Start nothing until it is resumed.")
    boolean paused;

    @ArgGroup(exclusive = false, order = 2, heading = "%nAnother kind of run than a drain:%n")
    @Nullable
    Other other;

    /** A run of a type that has no options here. */
    static final class Other {
        @Option(
                names = "--type",
                required = true,
                paramLabel = "TYPE",
                description = "MaintainHosts or RebalanceHosts.")
        String type = "";

        @Option(names = "--input", required = true, paramLabel = "JSON", description = "Its input, one JSON object.")
        String input = "";
    }

    @ArgGroup(validate = false, order = 1, heading = "%nOf a drain: where to, when, and which ways:%n")
    DrainOptions drain = new DrainOptions();

    @Override
    Exit run(Temporal temporal, Output output) {
        ScheduledRun scheduled = scheduled();
        Request request = when.request();
        request.check(ScheduleTimes::parse);
        ScheduleDescription created =
                temporal.schedules().create(name, scheduled, ScheduleTimes.parse(request.json()), paused);
        ScheduleText.print("created", created, output);
        return Exit.DONE;
    }

    private ScheduledRun scheduled() {
        if (other == null) {
            return ScheduledRun.drain(DrainRef.require(run), drain);
        }
        if (!drain.request().json().isEmpty()) {
            throw new StarterException(
                    Exit.USAGE, "with --type, --input says everything; options of a drain don't fit");
        }
        return ScheduledRun.other(other.type, run, other.input);
    }
}
