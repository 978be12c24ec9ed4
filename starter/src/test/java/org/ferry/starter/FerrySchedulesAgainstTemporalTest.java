package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.ferry.starter.FerryAndServer.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules and reports, against a real server and a worker that moves nothing. */
class FerrySchedulesAgainstTemporalTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static FerryAndServer server;

    @BeforeAll
    static void start() {
        server = FerryAndServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void startsADrainByItselfAtItsTimes() throws Exception {
        Result created = ferry("schedule", "create", "often", "drain-plan/often-1", "--cron", "@every 2s", "--json");
        assertThat(created.exit()).as(created.err()).isZero();

        JsonNode schedule = awaitStarted("often");

        assertThat(schedule.path("lastWorkflowId").textValue()).startsWith("drain-plan/often-1-20");
        String run = schedule.path("lastWorkflowId").textValue();
        assertThat(ferry("show", run).out()).contains("planned, and nothing touched");
        assertThat(ferry("schedule", "delete", "often").exit()).isZero();
    }

    @Test
    void showsTheNextRunsInTheTimeZone() {
        Result created = ferry(
                "schedule",
                "create",
                "weekly",
                "drain/compute-1",
                "--at",
                "Sat 22:00",
                "--time-zone",
                "Europe/Amsterdam",
                "--jitter",
                "0s",
                "--on-blocked",
                "skip",
                "--json");

        assertThat(created.exit()).as(created.err()).isZero();
        JsonNode next = created.last().path("next");
        assertThat(next).hasSize(5);
        for (JsonNode moment : next) {
            ZonedDateTime time = Instant.ofEpochMilli(moment.longValue()).atZone(AMSTERDAM);
            assertThat(time.getDayOfWeek()).isEqualTo(DayOfWeek.SATURDAY);
            assertThat(time.getHour()).isEqualTo(22);
        }
        assertThat(created.last().path("type").textValue()).isEqualTo("DrainHost");

        Result again = ferry("schedule", "create", "weekly", "drain/compute-2", "--at", "daily 01:00");
        assertThat(again.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(again.err()).contains("There is a schedule weekly already; nothing was changed");
    }

    @Test
    void takesTheFirstSaturdayOfAMonth() {
        Result created = ferry("schedule", "create", "monthly", "drain/compute-1", "--cron", "0 22 1-7 * 6", "--json");

        assertThat(created.exit()).as(created.err()).isZero();
        for (JsonNode moment : created.last().path("next")) {
            ZonedDateTime time = Instant.ofEpochMilli(moment.longValue()).atZone(ZoneId.of("UTC"));
            assertThat(time.getDayOfWeek()).isEqualTo(DayOfWeek.SATURDAY);
            assertThat(time.getDayOfMonth()).isLessThanOrEqualTo(7);
        }
    }

    @Test
    void pausesResumesTriggersAndDeletes() throws Exception {
        ferry("schedule", "create", "nightly", "drain-plan/nightly-1", "--at", "daily 03:00", "--paused");
        assertThat(ferry("schedule", "pause", "nightly", "--reason", "a freeze").out())
                .contains("schedule  nightly is paused; it starts drain-plan/nightly-1")
                .contains("ferry schedule resume nightly");
        assertThat(ferry("schedule", "list").out())
                .containsPattern("nightly +paused +drain-plan/nightly-1 +- +- +a freeze");

        assertThat(ferry("schedule", "trigger", "nightly").exit()).isZero();
        awaitStarted("nightly");
        assertThat(ferry("schedule", "resume", "nightly").out()).contains("next runs ", " 03:00 UTC");
        assertThat(ferry("schedule", "delete", "nightly").out()).contains("nightly is deleted");

        Result gone = ferry("schedule", "resume", "nightly");
        assertThat(gone.exit()).isEqualTo(Exit.NO_RUN.code());
        assertThat(gone.err()).contains("There is no schedule nightly");
        assertThat(ferry("schedule", "delete", "nightly").exit()).isEqualTo(Exit.NO_RUN.code());
    }

    @Test
    void triggersNoSecondRunWhileOneGoesOn() throws Exception {
        ferry("schedule", "create", "stuck", "drain/blocked-9", "--at", "daily 03:00");
        ferry("schedule", "trigger", "stuck");
        awaitStarted("stuck");

        Result second = ferry("schedule", "trigger", "stuck");

        assertThat(second.exit()).isEqualTo(Exit.GOING_ON.code());
        assertThat(second.err()).contains("drain/blocked-9-20", "nothing was started");
    }

    @Test
    void createsNothingThatTemporalRefusesOrThatWouldNeverStart() {
        Result refused = ferry("schedule", "create", "wrong", "drain/compute-1", "--cron", "99 22 * * 6");
        assertThat(refused.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(refused.err()).contains("Temporal refuses the schedule, and nothing was created");
        Result never = ferry("schedule", "create", "never", "drain/compute-1", "--cron", "0 22 30 2 *");
        assertThat(never.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(never.err()).contains("would never start anything");

        assertThat(ferry("schedule", "pause", "wrong").exit()).isEqualTo(Exit.NO_RUN.code());
        assertThat(ferry("schedule", "pause", "never").exit()).isEqualTo(Exit.NO_RUN.code());
    }

    @Test
    void createsSchedulesOfOtherRuns() {
        Result created = ferry(
                "schedule",
                "create",
                "rack",
                "maintain/rack-1",
                "--at",
                "Sun 01:00",
                "--type",
                "MaintainHosts",
                "--input",
                "{\"hosts\":[\"compute-1\"]}",
                "--json");

        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.last().path("type").textValue()).isEqualTo("MaintainHosts");
        assertThat(created.last().path("workflowId").textValue()).isEqualTo("maintain/rack-1");
    }

    @Test
    void writesTheReportOfADrainAsAPage(@TempDir Path folder) throws Exception {
        ferry("drain", "compute-8", "--wait");
        Path page = folder.resolve("report.html");

        Result written = ferry("report", "drain/compute-8", "--html", page.toString());

        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(Files.readString(page)).contains("The host is empty", "<dd>2 of 2</dd>", "web-1");
        Result impossible = ferry(
                "report",
                "drain/compute-8",
                "--html",
                folder.resolve("no/where.html").toString());
        assertThat(impossible.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(impossible.err()).contains("can't write");
        assertThat(ferry("report", "drain/nowhere", "--html", page.toString()).exit())
                .isEqualTo(Exit.NO_RUN.code());
    }

    /** The schedule, when it has started something; visibility lags a little. */
    private static JsonNode awaitStarted(String name) throws InterruptedException, JsonProcessingException {
        Instant limit = Instant.now().plus(Duration.ofSeconds(30));
        while (Instant.now().isBefore(limit)) {
            for (String line : ferry("schedule", "list", "--json").out().lines().toList()) {
                JsonNode schedule = new ObjectMapper().readTree(line);
                if (schedule.path("name").textValue().equals(name)
                        && schedule.path("lastStartedAt").longValue() > 0) {
                    return schedule;
                }
            }
            Thread.sleep(300);
        }
        throw new AssertionError("the schedule " + name + " has started nothing");
    }

    private static Result ferry(String... arguments) {
        return server.ferry(arguments);
    }
}
