package org.ferry.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.DatabaseActivities.InstanceInCell;
import org.ferry.workflows.activity.DatabaseActivities.Reassignment;
import org.ferry.workflows.activity.InstanceRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(MariaDbExtension.class)
class NovaDatabaseActivitiesTest {
    private final MariaDbServer server;
    private @Nullable CellDatabases databases;

    NovaDatabaseActivitiesTest(MariaDbServer server) {
        this.server = server;
    }

    @AfterEach
    void close() {
        if (databases != null) {
            databases.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"icehouse", "zed", "caracal"})
    void readsAnInstance(String release) {
        NovaCell cell = NovaCell.create(server, release);

        InstanceRow row = activities(cell).readInstance(NovaCell.INSTANCE);

        assertThat(row)
                .isEqualTo(new InstanceRow(
                        "cell1",
                        "compute-1",
                        "compute-1.example.org",
                        "stopped",
                        null,
                        false,
                        false,
                        NovaCell.UPDATED_AT,
                        Map.of("hw_disk_bus", "virtio")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zed", "caracal"})
    void seesNumaTopologyAndPciRequests(String release) {
        NovaCell cell = NovaCell.create(server, release);
        cell.execute("UPDATE instance_extra SET numa_topology = '{\"cells\": []}',"
                + " pci_requests = '[{\"count\": 1, \"spec\": [], \"alias_name\": \"gpu\"}]'");

        InstanceRow row = activities(cell).readInstance(NovaCell.INSTANCE);

        assertThat(row.numaTopology()).isTrue();
        assertThat(row.pciRequests()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"icehouse", "zed", "caracal"})
    void seesClaimedPciDevices(String release) {
        NovaCell cell = NovaCell.create(server, release);
        cell.execute("INSERT INTO pci_devices (deleted, compute_node_id, address, product_id, vendor_id, dev_type,"
                + " label, status, instance_uuid) VALUES (0, 1, '0000:81:00.0', '1db4', '10de', 'type-PCI', 'x',"
                + " 'allocated', '" + NovaCell.INSTANCE + "')");

        assertThat(activities(cell).readInstance(NovaCell.INSTANCE).pciRequests())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"icehouse", "zed", "caracal"})
    void findsAComputeNode(String release) {
        NovaCell cell = NovaCell.create(server, release);

        assertThat(activities(cell).findComputeNode("compute-2"))
                .isEqualTo(new ComputeNode("cell1", "compute-2", "compute-2.example.org", 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"icehouse", "zed", "caracal"})
    void listsTheHypervisorsOfACell(String release) {
        NovaCell cell = NovaCell.create(server, release);

        assertThat(activities(cell).listHypervisors("cell1"))
                .contains("compute-1.example.org", "compute-2.example.org");
    }

    @Test
    void refusesAnUnknownInstance() {
        assertFails(
                        Failures.REFUSED,
                        () -> activities(NovaCell.create(server, "zed"))
                                .readInstance("00000000-0000-4000-8000-000000000000"))
                .hasMessageContaining("none of the cells that this worker is configured for: cell1");
    }

    @Test
    void refusesADeletedInstance() {
        NovaCell cell = NovaCell.create(server, "zed");
        cell.change("deleted = id");

        assertFails(Failures.REFUSED, () -> activities(cell).readInstance(NovaCell.INSTANCE));
    }

    @Test
    void refusesAnInstanceOnNoHost() {
        NovaCell cell = NovaCell.create(server, "zed");
        cell.change("host = NULL, node = NULL, vm_state = 'shelved_offloaded'");

        assertFails(Failures.REFUSED, () -> activities(cell).readInstance(NovaCell.INSTANCE))
                .hasMessageContaining("is on no host")
                .hasMessageContaining("shelved_offloaded");
    }

    @Test
    void refusesAnUnknownHost() {
        assertFails(
                        Failures.REFUSED,
                        () -> activities(NovaCell.create(server, "zed")).findComputeNode("compute-9"))
                .hasMessageContaining("compute host compute-9");
    }

    @Test
    void refusesAHostWithSeveralComputeNodes() {
        NovaCell cell = NovaCell.create(server, "zed");
        cell.execute("UPDATE compute_nodes SET host = 'compute-2'");

        assertFails(Failures.REFUSED, () -> activities(cell).findComputeNode("compute-2"))
                .hasMessageContaining("has 2 compute nodes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"icehouse", "zed", "caracal"})
    void handsOver(String release) {
        NovaCell cell = NovaCell.create(server, release);
        cell.change("availability_zone = 'zone-b'");

        activities(cell).reassign(cell.reassignment());

        assertOnTarget(cell);
    }

    @Test
    void findsItsOwnHandOverDone() {
        NovaCell cell = NovaCell.create(server, "caracal");
        NovaDatabaseActivities activities = activities(cell);
        activities.reassign(cell.reassignment());
        cell.change("vm_state = 'active'");

        activities.reassign(cell.reassignment());

        assertOnTarget(cell);
    }

    @Test
    void leavesAnInstanceWithoutZoneWithoutZone() {
        NovaCell cell = NovaCell.create(server, "icehouse");
        cell.change("availability_zone = NULL");

        activities(cell).reassign(cell.reassignment());

        assertThat(cell.row()).containsEntry("host", "compute-2").containsEntry("availability_zone", "null");
    }

    @ParameterizedTest
    @CsvSource({
        "vm_state = 'active', 'is on host compute-1, vm_state active, task_state null'",
        "task_state = 'powering-on', 'is on host compute-1, vm_state stopped, task_state powering-on'",
        "deleted = id, 'is deleted; it was on host compute-1'",
        "updated_at = '2026-11-24 10:00:01', 'is on host compute-1, vm_state stopped, task_state null, last changed 2026-11-24 10:00:01'",
        "host = 'compute-3', 'is on host compute-3'",
        "uuid = 'another', 'is no more'",
    })
    void stopsWhenTheWorldChanged(String change, String found) {
        NovaCell cell = NovaCell.create(server, "zed");
        cell.change(change);
        Map<String, String> before = cell.row();

        assertFails(Failures.WORLD_CHANGED, () -> activities(cell).reassign(cell.reassignment()))
                .hasMessageContaining("can't be handed over from compute-1 to compute-2")
                .hasMessageContaining(found);

        assertThat(cell.row()).isEqualTo(before);
    }

    @Test
    void letsOnlyOneOfTwoHandOversWin() throws Exception {
        NovaCell cell = NovaCell.create(server, "zed");
        NovaDatabaseActivities activities = activities(cell);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<String>> outcomes = Stream.of("compute-2", "compute-3")
                .map(host -> new Reassignment(
                        NovaCell.INSTANCE,
                        "compute-1",
                        new ComputeNode("cell1", host, host, 2L),
                        "zone-a",
                        NovaCell.UPDATED_AT))
                .map(reassignment -> threads.submit(() -> outcome(activities, reassignment)))
                .toList();
        threads.shutdown();

        assertThat(List.of(outcomes.get(0).get(), outcomes.get(1).get()))
                .containsExactlyInAnyOrder("done", Failures.WORLD_CHANGED);
    }

    @ParameterizedTest
    @CsvSource({"icehouse, 0", "zed, 2", "caracal, 2"})
    void revokesConsoleTokens(String release, int expected) {
        NovaCell cell = NovaCell.create(server, release);
        if (expected > 0) {
            Stream.of(NovaCell.INSTANCE, NovaCell.INSTANCE, "another")
                    .forEach(instance -> cell.execute(
                            "INSERT INTO console_auth_tokens (token_hash, console_type, host, port, instance_uuid,"
                                    + " expires) VALUES (UUID(), 'novnc', 'compute-1', 5900, '" + instance + "', 1)"));
        }
        NovaDatabaseActivities activities = activities(cell);
        InstanceInCell instance = new InstanceInCell(NovaCell.INSTANCE, "cell1");

        assertThat(activities.revokeConsoleTokens(instance)).isEqualTo(expected);
        assertThat(activities.revokeConsoleTokens(instance)).isZero();
    }

    @Test
    void looksInEveryCell() {
        NovaCell empty = NovaCell.create(server, "icehouse");
        empty.execute("DELETE FROM instance_system_metadata; DELETE FROM instances");
        NovaCell cell = NovaCell.create(server, "caracal");

        InstanceRow row = activities(new DatabaseSettings(
                        NovaCell.USER, NovaCell.PASSWORD, Map.of("a", empty.url(), "b", cell.url())))
                .readInstance(NovaCell.INSTANCE);

        assertThat(row.cell()).isEqualTo("b");
    }

    @Test
    void doesNotTakeAnUnreachableCellForAnAnswer() {
        NovaCell cell = NovaCell.create(server, "zed");
        String nobody = "jdbc:mariadb://127.0.0.1:" + MariaDbServer.freePort() + "/nova";
        NovaDatabaseActivities activities = activities(
                new DatabaseSettings(NovaCell.USER, NovaCell.PASSWORD, Map.of("a", nobody, "b", cell.url())));

        assertThat(activities.readInstance(NovaCell.INSTANCE).cell()).isEqualTo("b");
        assertThatThrownBy(() -> activities.readInstance("00000000-0000-4000-8000-000000000000"))
                .isInstanceOf(CellUnavailableException.class)
                .hasMessageContaining("database of cell a")
                .hasMessageContaining("it is tried again");
    }

    private NovaDatabaseActivities activities(NovaCell cell) {
        return activities(cell.settings());
    }

    private NovaDatabaseActivities activities(DatabaseSettings settings) {
        databases = new CellDatabases(settings);
        return new NovaDatabaseActivities(databases);
    }

    private static String outcome(NovaDatabaseActivities activities, Reassignment reassignment) {
        try {
            activities.reassign(reassignment);
            return "done";
        } catch (ApplicationFailure failure) {
            return failure.getType();
        }
    }

    private static void assertOnTarget(NovaCell cell) {
        assertThat(cell.row())
                .containsEntry("host", "compute-2")
                .containsEntry("node", "compute-2.example.org")
                .containsEntry("launched_on", "compute-2")
                .containsEntry("availability_zone", "zone-a");
        if (cell.hasComputeId()) {
            assertThat(cell.row()).containsEntry("compute_id", "2");
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(String type, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(type));
    }
}
