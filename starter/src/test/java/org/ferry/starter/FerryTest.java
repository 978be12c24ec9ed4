package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FerryTest {
    /** Nobody listens there. */
    private static final String NOWHERE = "--address=127.0.0.1:1";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate",
                "migrate --to compute-2",
                "migrate web-1 --to compute-2;reboot",
                "migrate web-1 --to compute-2 --method magic",
                "migrate web-1 --to compute-2 --hold -1h",
                "migrate web-1 --to compute-2 --patience 0s",
                "migrate web-1 --to compute-2 --no-such-option",
                "migrate web-1 --method forced-cold",
                "migrate web-1 --method cold --prefer manual",
                "migrate web-1 --forbid cold,magic",
                "migrate web-1 --max-downtime soon",
                "migrate web-1 --confirm perhaps",
                "migrate web-1 --on-stall panic",
                "migrate web-1 --stall-after 1s",
                "migrate web-1 --steer-limit 1s",
                "plan",
                "plan web-1 --wait",
                "plan web-1 --prefer magic",
                "choose web-1",
                "drain",
                "drain compute-1;reboot",
                "drain compute-1 --window sometimes",
                "drain compute-1 --on-blocked panic",
                "drain compute-1 --to compute-2,compute-1",
                "drain compute-1 --parallel many",
                "drain compute-1 --attempts 0",
                "drain compute-1 --max-downtime soon",
                "drain compute-1 --method cold",
                "watch drain/",
                "report drain/compute-1",
                "report web-1 --html report.html",
                "schedule",
                "schedule create weekly drain/compute-1",
                "schedule create weekly web-1 --at daily_03:00",
                "schedule create weekly drain/compute-1 --cron @sometimes",
                "schedule create weekly drain/compute-1 --cron @daily --time-zone Mars/Olympus",
                "schedule create weekly drain/compute-1 --cron @daily --jitter some",
                "schedule create weekly drain/compute-1 --cron @daily --overlap panic",
                "schedule create weekly drain/compute-1 --cron @daily --on-blocked panic",
                "schedule create weekly drain/compute;1 --cron @daily",
                "schedule create weekly purge/x --cron @daily --type PurgeSource --input {}",
                "schedule create weekly maintain/x --cron @daily --type MaintainHosts --input []",
                "schedule create weekly maintain/x --cron @daily --type MaintainHosts --input {",
                "schedule create weekly maintain/x --cron @daily --type MaintainHosts",
                "schedule create weekly maintain/x --cron @daily --type MaintainHosts --input {} --parallel 2",
                "schedule pause",
                "skip drain/compute-1",
                "skip web-1 web-2",
                "cancel web-1 --undo",
                "limits --cloud 0",
                "limits --per-source few",
                "host",
                "watch",
                "launch web-1"
            })
    void refusesABadCommandLineBeforeAnythingIsAsked(String line) {
        assertThat(ferry((line + " " + NOWHERE).split(" ", -1))).isEqualTo(Exit.USAGE.code());
        assertThat(err.toString()).startsWith("error: ");
    }

    @Test
    void namesEveryBadValueAtOnce() {
        ferry("migrate", "web-1", "--to", "a b", "--hold", "soon", NOWHERE);

        assertThat(err.toString())
                .contains("--to must be the name of a compute host; it is \"a b\"")
                .contains("--hold must be a duration")
                .contains("it is \"soon\"");
    }

    @Test
    void namesTheOptionsOfEveryCommandThatChooses() {
        ferry("plan", "web-1", "--method", "cold", "--prefer", "manual", "--max-downtime", "1", NOWHERE);
        ferry("migrate", "web-1", "--on-stall", "panic", "--steer-limit", "1s", NOWHERE);

        assertThat(err.toString())
                .contains("--prefer and --forbid choose among methods; --method names one already")
                .contains("--max-downtime must be a duration")
                .contains("--on-stall must be one of: abort, force, wait; it is \"panic\"")
                .contains("--steer-limit must be a duration");
    }

    @Test
    void namesTheOptionsOfDrainsAndLimits() {
        ferry("drain", "compute-1", "--window", "Sat 22:00", "--to", "compute-1", "--parallel", "0", NOWHERE);
        ferry("limits", "--live-weight", "0", NOWHERE);

        assertThat(err.toString())
                .contains("--window: it must look like \"Sat 22:00-04:00 Europe/Amsterdam\"")
                .contains("--to has the host that is to be emptied")
                .contains("--parallel must be a whole number from 1 to 100; it is 0")
                .contains("--live-weight must be a whole number");
    }

    @Test
    void namesTheOptionsOfSchedules() {
        ferry("schedule", "create", "weekly", "drain/compute-1", "--at", "Sat", "--time-zone", "+02:00", NOWHERE);
        ferry(
                "schedule",
                "create",
                "weekly",
                "drain/compute-1",
                "--at",
                "Sun-Sut 22:00",
                "--at",
                "daily 25:00",
                NOWHERE);
        ferry("schedule", "create", "weekly", "drain/compute-1", NOWHERE);

        assertThat(err.toString())
                .contains("--at: it must look like \"Sat 22:00\", \"Mon-Fri 01:30\" or \"daily 03:00\"; it is \"Sat\"")
                .contains("--time-zone: it must be a time zone such as Europe/Amsterdam or UTC; it is \"+02:00\"")
                .contains("\"Sut\" is no day")
                .contains("it is \"daily 25:00\"")
                .contains("--at or --cron has to say when");
    }

    @Test
    void saysThatPlanningChangesNothing() {
        assertThat(ferry("plan", "--help")).isZero();
        assertThat(out.toString()).contains("Nothing is changed by planning");
    }

    @Test
    void saysWhereTemporalDoesNotAnswer() {
        assertThat(ferry("show", Runs.UUID, NOWHERE)).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(err.toString())
                .contains("Temporal at 127.0.0.1:1, namespace \"default\" does not answer")
                .contains("--address")
                .doesNotContain("\tat ");
    }

    @Test
    void printsErrorsAsJsonWhenAskedTo() {
        assertThat(ferry("watch", "", "--json", NOWHERE)).isEqualTo(Exit.USAGE.code());
        assertThat(ferry("watch", "--json")).isEqualTo(Exit.USAGE.code());

        assertThat(out.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"event\":\"error\",\"exitCode\":2,\"message\":\""));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void showsAStackTraceOnlyWhenDebugging() {
        ferry("show", Runs.UUID, NOWHERE, "--debug");

        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    void explainsItsExitCodes() {
        assertThat(ferry("migrate", "--help")).isZero();
        for (Exit exit : Exit.values()) {
            assertThat(out.toString()).contains(" " + exit.code() + "   ");
        }
    }

    private int ferry(String... arguments) {
        CommandLine ferry = Ferry.commandLine();
        ferry.setOut(new PrintWriter(out, true));
        ferry.setErr(new PrintWriter(err, true));
        return ferry.execute(arguments);
    }
}
