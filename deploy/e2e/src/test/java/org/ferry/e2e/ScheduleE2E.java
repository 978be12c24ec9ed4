package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Schedules that start dry runs of drains by themselves: by Ferry's command, and by Temporal's as the docs have it. */
@Order(9)
class ScheduleE2E {
    /** Temporal starts a run within a minute; planning takes some seconds. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String NAME = "e2e-drain";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static WorkerProcess worker;
    private static String instance;

    @BeforeAll
    static void bootAnInstance() {
        worker = WorkerProcess.start();
        Cloud.deleteAll("e2e-");
        instance = Cloud.boot("e2e-schedule", "compute-1", "lab.nano");
    }

    @AfterEach
    void deleteTheSchedule() {
        Lab.run(Duration.ofMinutes(1), ferry("schedule", "delete", NAME));
    }

    @AfterAll
    static void stop() {
        worker.close();
        Cloud.deleteAll("e2e-");
    }

    @Test
    @Order(1)
    void aScheduleOfFerryPlansADrainEveryMinuteUntilItIsPaused() {
        JsonNode created = schedule(
                "create", NAME, "drain-plan/compute-1", "--cron", "* * * * *", "--time-zone", "Europe/Amsterdam");
        assertThat(created.path("next")).as("the next runs").hasSize(5);

        DrainReport plan = awaitPlan();

        assertPlanned(plan);
        assertThat(schedule("pause", NAME, "--reason", "seen").path("paused").booleanValue())
                .isTrue();
        String last = schedule("list").path("lastWorkflowId").asText();
        assertThat(last).startsWith("drain-plan/compute-1-20");
        assertThat(Lab.check(ferry("show", last))).contains("planned, and nothing touched", "e2e-schedule");
    }

    @Test
    @Order(2)
    void aScheduleOfTemporalDoesTheSame() {
        Lab.check(List.of(
                "/opt/ferry-lab/temporal/bin/temporal",
                "schedule",
                "create",
                "--address",
                "127.0.0.1:7233",
                "--schedule-id",
                NAME,
                "--cron",
                "* * * * *",
                "--time-zone",
                "Europe/Amsterdam",
                "--catchup-window",
                "10m",
                "--type",
                "DrainHost",
                "--task-queue",
                "ferry",
                "--workflow-id",
                "drain-plan/compute-1",
                "--input",
                "{\"host\":\"compute-1\",\"dryRun\":true}"));

        assertPlanned(awaitPlan());
    }

    /** What a run of the schedule has come to. */
    private static DrainReport awaitPlan() {
        String run = await("a run that the schedule has started")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> schedule("list").path("lastWorkflowId").asText(""), id -> !id.isEmpty());
        return Runs.drained(Runs.latest(run), LIMIT);
    }

    private static void assertPlanned(DrainReport plan) {
        assertThat(plan.phase()).as("phase of " + plan).isEqualTo("Planned");
        assertThat(plan.moves())
                .filteredOn(move -> move.instance().id().equals(instance))
                .extracting(InstanceMove::state)
                .as("what was planned of " + instance + " in " + plan)
                .containsExactly(State.WAITING);
        assertThat(Cloud.host(instance)).isEqualTo("compute-1");
        assertThat(Cloud.service("compute-1").path("status").asText()).isEqualTo("enabled");
    }

    /** What {@code ferry schedule} tells of the schedule; nothing of one that it does not list yet. */
    private static JsonNode schedule(String... arguments) {
        List<String> command = ferry("schedule");
        command.addAll(List.of(arguments));
        command.add("--json");
        return Lab.check(command)
                .lines()
                .map(ScheduleE2E::read)
                .filter(line -> line.path("name").asText().equals(NAME))
                .reduce((earlier, later) -> later)
                .orElse(MissingNode.getInstance());
    }

    private static List<String> ferry(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Lab.ROOT.resolve("starter/bin/ferry").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
