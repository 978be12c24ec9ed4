package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.RefillReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A host with one instance of each kind is emptied, while worker and Temporal are killed, and filled again. */
@Order(8)
class DrainE2E {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final int KILLS = 10;
    private static final long SEED = 5;
    private static final List<String> INSTANCES = new ArrayList<>();
    private static WorkerProcess worker;
    private static String group;
    private static String apart;
    private static String neighbour;

    @BeforeAll
    static void bootOneOfEachKind() {
        worker = WorkerProcess.start();
        Cloud.deleteAll("e2e-");
        group = Cloud.group("e2e-drain", "anti-affinity");
        INSTANCES.add(Cloud.bootFromVolume("e2e-drain-volume", "compute-1", "lab.vol"));
        INSTANCES.add(Cloud.boot("e2e-drain-config-drive", "compute-1", "lab.nano"));
        String stopped = Cloud.boot("e2e-drain-stopped", "compute-1", "lab.nano");
        Cloud.action(stopped, "{\"os-stop\":null}");
        INSTANCES.add(stopped);
        apart = Cloud.bootInGroup("e2e-drain-apart", "compute-1", "lab.nano", group);
        INSTANCES.add(apart);
        neighbour = Cloud.bootInGroup("e2e-drain-neighbour", "compute-2", "lab.nano", group);
        Cloud.awaitStatus(stopped, "SHUTOFF");
    }

    @AfterAll
    static void stop() {
        worker.close();
        Lab.HOSTS.forEach(host -> Cloud.setService(host, "{\"status\":\"enabled\"}"));
        Cloud.deleteAll("e2e-");
        Cloud.nova("DELETE", "/os-server-groups/" + group, null);
    }

    @Test
    @Order(1)
    void emptiesAHostWithOneInstanceOfEachKindWhileWorkerAndTemporalAreKilledAtRandomTimes() throws Exception {
        Map<String, World> before = look(INSTANCES);
        Random dice = new Random(SEED);

        WorkflowStub run = Runs.startDrain("compute-1", Map.of());
        for (int kill = 0; kill < KILLS; kill++) {
            Thread.sleep(1000 + dice.nextInt(7000));
            if (dice.nextBoolean()) {
                worker.kill();
            } else {
                Lab.lab("temporal", "kill");
                Lab.lab("temporal", "start");
            }
        }
        DrainReport report = Runs.drained(run, LIMIT);

        assertEmptied("compute-1", report, before);
        assertThat(Cloud.host(apart)).as("where the group allows").isEqualTo("compute-3");
        assertThat(report.moves())
                .extracting(move -> move.instance().name() + ": " + move.method())
                .containsExactlyInAnyOrder(
                        "e2e-drain-volume: live",
                        "e2e-drain-config-drive: block-live",
                        "e2e-drain-stopped: cold",
                        "e2e-drain-apart: block-live");
        assertKept(report);
    }

    /** The files that its notes name. */
    private static void assertKept(DrainReport report) {
        String note = report.notes().stream()
                .filter(text -> text.startsWith("its report is kept as "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no note of where the report is: " + report.notes()));
        Path page = Path.of(note.substring(note.indexOf(":/") + 1));
        assertThat(page).content().contains("The host is empty", "<dd>4 of 4</dd>", "e2e-drain-config-drive");
        assertThat(Path.of(page.toString().replace(".html", ".json"))).content().contains("\"phase\" : \"Empty\"");
    }

    @Test
    @Order(2)
    void bringsHomeWhatTheDrainTookAway() {
        Map<String, World> before = look(INSTANCES);
        Map<String, String> away = new LinkedHashMap<>();
        INSTANCES.forEach(id -> away.put(id, Cloud.host(id)));
        Cloud.setService(
                "compute-1", "{\"status\":\"disabled\",\"disabled_reason\":\"Ferry drains compute-1, run e2e\"}");

        RefillReport report = Runs.refill("compute-1", LIMIT);

        assertThat(report.enabled()).isTrue();
        assertThat(report.instances())
                .as("those that were taken away")
                .hasSize(INSTANCES.size())
                .allMatch(each -> each.state().equals("home"));
        before.forEach((id, world) -> World.assertMovedByNova(world, away.getOrDefault(id, ""), "compute-1"));
    }

    private static Map<String, World> look(List<String> ids) {
        Map<String, World> worlds = new LinkedHashMap<>();
        ids.forEach(id -> worlds.put(id, World.look(id)));
        return worlds;
    }

    private static void assertEmptied(String host, DrainReport report, Map<String, World> before) {
        assertThat(report.phase()).as("phase of " + report).isEqualTo("Empty");
        assertThat(report.moves())
                .extracting(InstanceMove::state)
                .as("states of " + report.moves())
                .containsOnly(InstanceMove.State.MOVED);
        assertThat(Lab.on(host, "virsh", "-q", "list", "--all", "--uuid").strip())
                .as("domains on " + host)
                .isEmpty();
        assertThat(Cloud.service(host).path("disabled_reason").asText()).startsWith("Ferry drains " + host + ", run ");
        Cloud.setService(host, "{\"status\":\"enabled\"}");
        before.forEach((id, world) -> World.assertMovedByNova(world, host, Cloud.host(id)));
        before.keySet().stream()
                .filter(id -> Cloud.status(id).equals("ACTIVE"))
                .forEach(id -> assertThat(Guest.of(id).isIntact())
                        .as("the guest's own check of its data, " + id)
                        .isTrue());
        assertThat(Cloud.host(apart))
                .as("members of a group that keeps them apart")
                .isNotEqualTo(Cloud.host(neighbour));
    }
}
