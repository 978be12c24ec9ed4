package org.ferry.starter;

import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code ferry} command. */
@Command(
        name = "ferry",
        description = {"Moves OpenStack instances between compute hosts, by Temporal workflows.", ""},
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        version = "ferry 0.1.0",
        usageHelpAutoWidth = true,
        sortOptions = false,
        subcommands = {
            PlanCommand.class,
            MigrateCommand.class,
            WatchCommand.class,
            ShowCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ChooseCommand.class,
            DrainCommand.class,
            SkipCommand.class,
            ReportCommand.class,
            ScheduleCommand.class,
            LimitsCommand.class,
            HostsCommand.class,
            HostCommand.class
        })
public final class Ferry {
    /** Kept, or the level set would be garbage collected with it. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private Ferry() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // By name: the worker has a logback.xml of its own, and tests have both on one class path.
        System.setProperty("logback.configurationFile", "org/ferry/starter/logback.xml");
        GRPC.setLevel(Level.OFF);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine ferry = new CommandLine(new Ferry());
        describeExitCodes(ferry);
        ferry.setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean debug = ((FerryCommand) command.getCommand()).settings.debug;
            Exit exit = failure instanceof StarterException known ? known.exit() : Exit.UNEXPECTED;
            if (debug) {
                failure.printStackTrace(command.getErr());
            }
            return fail(
                    command,
                    exit,
                    String.valueOf(failure.getMessage()),
                    parsed.originalArgs().toArray(new String[0]));
        });
        ferry.setParameterExceptionHandler(Ferry::misused);
        return ferry;
    }

    private static int misused(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        if (arguments.length == 0) {
            command.usage(command.getErr());
            return Exit.USAGE.code();
        }
        return fail(
                command,
                Exit.USAGE,
                failure.getMessage() + "\nSee " + command.getCommandSpec().qualifiedName() + " --help",
                arguments);
    }

    private static int fail(CommandLine command, Exit exit, String message, String... arguments) {
        if (Errors.wantsJson(arguments)) {
            PrintWriter out = command.getOut();
            out.println(Json.error(exit, message));
            out.flush();
        } else {
            PrintWriter err = command.getErr();
            err.println(command.getColorScheme().errorText("error: " + message));
            err.flush();
        }
        return exit.code();
    }

    private static void describeExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Exit.texts());
        command.getSubcommands().values().forEach(Ferry::describeExitCodes);
    }
}
