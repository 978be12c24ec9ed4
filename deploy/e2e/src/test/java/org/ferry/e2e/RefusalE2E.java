package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ferry.workflows.Failures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with the reason, before anything is touched. */
@Order(5)
class RefusalE2E {
    private static WorkerProcess worker;
    private static Crossing crossing;
    private static String source;
    private static String target;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.start();
        crossing = Crossing.shared();
        source = crossing.host();
        target = crossing.otherHost();
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    @Test
    void refusesAnUnknownInstance() {
        String unknown = UUID.randomUUID().toString();
        ApplicationFailure failure = Runs.failure(Runs.start(unknown, target, Map.of()), Duration.ofMinutes(1));
        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains(unknown);
    }

    @Test
    void refusesAnUnknownHost() {
        refuses("compute-9", "knows no compute host compute-9", () -> {}, () -> {});
    }

    @Test
    void refusesTheHostThatItIsOn() {
        refuses(source, "it is on " + source + " already", () -> {}, () -> {});
    }

    @Test
    void refusesATargetThatIsDown() {
        refuses(
                target,
                "nova-compute on " + target + " is down",
                () -> Cloud.setService(target, "{\"forced_down\":true}"),
                () -> Cloud.setService(target, "{\"forced_down\":false}"));
    }

    @Test
    void refusesADisabledTargetAndNamesWhy() {
        refuses(
                target,
                "bad memory",
                () -> Cloud.setService(target, "{\"status\":\"disabled\",\"disabled_reason\":\"bad memory\"}"),
                () -> Cloud.setService(target, "{\"status\":\"enabled\"}"));
    }

    @Test
    void refusesATargetInAnotherCell() {
        refuses("cell2-1", "is in cell cell2", () -> {}, () -> {});
    }

    @Test
    void refusesATargetInAnotherZone() {
        String aggregate = Cloud.nova(
                        "POST", "/os-aggregates", "{\"aggregate\":{\"name\":\"e2e\",\"availability_zone\":\"east\"}}")
                .path("aggregate")
                .path("id")
                .asText();
        String path = "/os-aggregates/" + aggregate;
        String host = crossing.thirdHost();
        refuses(
                host,
                "availability zone east",
                () -> Cloud.nova("POST", path + "/action", "{\"add_host\":{\"host\":\"" + host + "\"}}"),
                () -> {
                    Cloud.nova("POST", path + "/action", "{\"remove_host\":{\"host\":\"" + host + "\"}}");
                    Cloud.nova("DELETE", path, null);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"VCPU", "MEMORY_MB", "DISK_GB"})
    void refusesATargetWithoutRoomInPlacement(String resourceClass) {
        Room room = new Room();
        refuses(target, resourceClass, () -> room.take(target, resourceClass), room::free);
    }

    @Test
    void refusesATargetWithoutRoomOnItsDisk() {
        refuses(
                target,
                "MiB free",
                () -> Lab.shell(target, "mount -t tmpfs -o size=16m,mode=755 small " + Lab.INSTANCES),
                () -> Lab.shell(target, "umount " + Lab.INSTANCES));
    }

    @ParameterizedTest
    @CsvSource({
        "pause, unpause, PAUSED, PAUSED",
        "suspend, resume, SUSPENDED, SUSPENDED",
    })
    void refusesAStateThatIsNeitherRunningNorShutOff(String action, String back, String status, String reason) {
        refuses(
                target,
                reason,
                () -> {
                    Cloud.action(crossing.id, "{\"" + action + "\":null}");
                    Cloud.awaitStatus(crossing.id, status);
                },
                () -> {
                    Cloud.action(crossing.id, "{\"" + back + "\":null}");
                    Cloud.awaitStatus(crossing.id, "ACTIVE");
                });
    }

    @Test
    void refusesAnInstanceInError() {
        refuses(
                target,
                "ERROR",
                () -> Cloud.action(crossing.id, "{\"os-resetState\":{\"state\":\"error\"}}"),
                () -> Cloud.action(crossing.id, "{\"os-resetState\":{\"state\":\"active\"}}"));
    }

    @Test
    void refusesAVolumeBackedRoot() {
        String victim = Cloud.bootFromVolume("e2e-volume-backed", source, "lab.vol");
        try {
            ApplicationFailure failure = Runs.failure(Runs.start(victim, target, Map.of()), Duration.ofMinutes(2));
            assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
            assertThat(failure.getOriginalMessage()).contains("root disk is a volume");
        } finally {
            Cloud.delete(victim);
        }
    }

    @Test
    void refusesRescuedResizedAndShelvedInstances() {
        String victim = Cloud.boot("e2e-victim", source, "lab.nano");
        try {
            Cloud.action(victim, "{\"rescue\":{}}");
            Cloud.awaitStatus(victim, "RESCUE");
            refusesInstance(victim, "RESCUE");
            Cloud.action(victim, "{\"unrescue\":null}");
            Cloud.awaitStatus(victim, "ACTIVE");
            Cloud.action(victim, "{\"resize\":{\"flavorRef\":\"" + Cloud.flavorId("lab.tiny") + "\"}}");
            Cloud.awaitStatus(victim, "VERIFY_RESIZE");
            refusesInstance(victim, "VERIFY_RESIZE");
            Cloud.action(victim, "{\"revertResize\":null}");
            Cloud.awaitStatus(victim, "ACTIVE");
            Cloud.action(victim, "{\"shelve\":null}");
            Cloud.awaitStatus(victim, "SHELVED_OFFLOADED");
            // Nova says so before it takes the host from the row.
            await("the shelved instance to be on no host")
                    .atMost(Duration.ofMinutes(1))
                    .until(() ->
                            Cloud.server(victim).path("OS-EXT-SRV-ATTR:host").isNull());
            refusesInstance(victim, "SHELVED_OFFLOADED");
        } finally {
            Cloud.delete(victim);
        }
    }

    @Test
    void refusesAnInstanceThatNovaIsBusyWith() {
        try (Overwrites overwrites = new Overwrites()) {
            overwrites.set("nova.instances", "task_state", "uuid='" + crossing.id + "'", "powering-off");
            refuses(target, List.of("task powering-off"));
        }
    }

    /** Each is a reason of its own, and refuses alone. */
    @Test
    void refusesWhatIsTiedToTheSourcesHardwareWithEveryReason() {
        try (Overwrites overwrites = new Overwrites()) {
            Map<String, String> extraSpecs = Map.of(
                    "resources:VGPU", "1",
                    "hw:tpm_version", "2.0",
                    "hw:cpu_policy", "dedicated",
                    "pci_passthrough:alias", "gpu:1");
            Hardware.askFor(extraSpecs, crossing.id, overwrites);
            Hardware.spreadOverNuma(crossing.id, overwrites);
            Hardware.requestPciDevice(crossing.id, overwrites);
            Hardware.giveVirtualFunctions(crossing.id, overwrites);
            refuses(
                    target,
                    List.of(
                            "its flavor asks for a virtual GPU (VGPU)",
                            "its flavor asks for a virtual TPM (hw:tpm_version=2.0)",
                            "its flavor asks for pinned CPUs (hw:cpu_policy=dedicated)",
                            "its flavor asks for PCI passthrough (pci_passthrough:alias=gpu:1)",
                            "it has a NUMA topology: its definition names CPUs of " + source,
                            "it holds PCI devices of " + source,
                            "is of type direct and tied to hardware"));
        }
    }

    @Test
    void refusesATargetThatWouldDestroyItForAStaleEvacuation() {
        refuses(
                target,
                "evacuated from " + target,
                () -> Lab.sql("INSERT INTO nova.migrations (created_at, source_compute, dest_compute, instance_uuid, "
                        + "status, migration_type, deleted, uuid) VALUES (NOW(), '" + target + "', '" + source + "', '"
                        + crossing.id + "', 'done', 'evacuation', 0, UUID())"),
                () -> Lab.sql("DELETE FROM nova.migrations WHERE instance_uuid='" + crossing.id
                        + "' AND migration_type='evacuation'"));
    }

    @Test
    void refusesLeftoversAtTheTarget() {
        String leftover = Lab.INSTANCES + "/" + crossing.id + "_resize";
        refuses(target, "leftover", () -> Lab.on(target, "mkdir", leftover), () -> Lab.on(target, "rmdir", leftover));
        String directory = Lab.INSTANCES + "/" + crossing.id;
        refuses(
                target,
                "directory",
                () -> Lab.on(target, "mkdir", directory),
                () -> Lab.on(target, "rmdir", directory));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesWhenAHostDoesNotAnswerSsh(boolean ofSource) {
        String host = ofSource ? source : target;
        String rejectSsh = " -p tcp --dport 22 -j REJECT --reject-with tcp-reset";
        refuses(
                target,
                "SSH connection to ferry@" + host,
                () -> Lab.shell(host, "iptables -I INPUT" + rejectSsh),
                () -> Lab.shell(host, "iptables -D INPUT" + rejectSsh));
    }

    @Test
    void refusesWhenTheDatabaseCanNotBeReached() {
        refuses(
                target,
                "database",
                () -> {
                    Lab.sql("ALTER USER ferry ACCOUNT LOCK");
                    for (int node = 1; node <= 3; node++) {
                        Lab.run(
                                Duration.ofSeconds(20),
                                List.of(
                                        "mariadb",
                                        "--no-defaults",
                                        "--socket=" + Lab.STATE.resolve("run/mariadb/" + node + ".sock"),
                                        "-e",
                                        "KILL USER ferry"));
                    }
                },
                () -> Lab.sql("ALTER USER ferry ACCOUNT UNLOCK"));
    }

    @Test
    void refusesMalformedInput() {
        World before = World.look(crossing.id);
        for (String input : List.of(
                "\"text\"",
                "[]",
                "5",
                "{}",
                "{\"instance\":\"x\",\"target\":\"compute-2\"}",
                "{\"instance\":\"%s\",\"target\":\"$(reboot)\"}",
                "{\"instance\":\"%s\",\"target\":\"compute-2;reboot\"}",
                "{\"instance\":\"%s\",\"target\":\"compute-2\",\"hold\":\"-1h\"}",
                "{\"instance\":\"%s\",\"target\":\"compute-2\",\"hold\":-1}",
                "{\"instance\":\"%s\",\"target\":\"compute-2\",\"tarjet\":1}",
                "{\"instance\":\"%s\",\"target\":\"compute-2\",\"method\":\"teleport\"}")) {
            ApplicationFailure failure = Runs.failure(
                    Runs.startWith(crossing.id, json(input.formatted(crossing.id))), Duration.ofMinutes(1));
            assertThat(failure.getType()).as("refusal of " + input).isEqualTo(Failures.REFUSED);
        }
        World.assertUnchanged(before);
    }

    /** Brings the world into a state, sees the refusal, sees that nothing changed, and puts the world back. */
    private static void refuses(String to, String reason, Runnable arrange, Runnable putBack) {
        arrange.run();
        try {
            refuses(to, List.of(reason));
        } finally {
            putBack.run();
        }
    }

    /** Sees the refusal for all of these reasons, and that nothing changed. */
    private static void refuses(String to, List<String> reasons) {
        World before = World.look(crossing.id);
        ApplicationFailure failure = Runs.failure(Runs.start(crossing.id, to, Map.of()), Duration.ofMinutes(6));
        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains(reasons);
        World.assertUnchanged(before);
    }

    private static void refusesInstance(String id, String reason) {
        World before = World.look(id);
        ApplicationFailure failure = Runs.failure(Runs.start(id, target, Map.of()), Duration.ofMinutes(2));
        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains(reason);
        assertThat(Cloud.status(id)).as("state of the refused instance").isEqualTo(reason);
        World.assertUnchanged(before);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
