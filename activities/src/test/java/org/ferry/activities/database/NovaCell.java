package org.ferry.activities.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.DatabaseActivities.Reassignment;

/**
 * A cell database with the tables of one release of Nova, two compute hosts and a stopped instance on the first, and a
 * user with the rights of {@code deploy/database/grants.sql}.
 */
final class NovaCell {
    static final String UPDATED_AT = "2026-11-24 10:00:00";
    static final String INSTANCE = "b3a0f1d2-6f0e-4b8e-9d55-0123456789ab";
    static final String USER = "ferry";
    static final String PASSWORD = "only-for-the-test";

    private static final Path GRANTS = Path.of("../deploy/database/grants.sql");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final MariaDbServer server;
    private final String schema;
    private final boolean icehouse;
    private final boolean computeId;

    private NovaCell(MariaDbServer server, String release, String schema) {
        this.server = server;
        this.schema = schema;
        this.icehouse = release.equals("icehouse");
        this.computeId = release.equals("caracal");
    }

    /** Makes one of a release: icehouse, zed or caracal. */
    static NovaCell create(MariaDbServer server, String release) {
        return create(server, release, "nova_" + release + "_" + COUNT.incrementAndGet());
    }

    /** As {@link #create(MariaDbServer, String)}, in a database of this name. */
    static NovaCell create(MariaDbServer server, String release, String schema) {
        NovaCell cell = new NovaCell(server, release, schema);
        server.execute(
                "mysql",
                "CREATE DATABASE " + cell.schema + " CHARACTER SET utf8; CREATE USER IF NOT EXISTS " + USER
                        + "@'%' IDENTIFIED BY '" + PASSWORD + "'");
        server.execute(cell.schema, "SET foreign_key_checks = 0;\n" + tablesOf(release));
        cell.addHost(1, "compute-1");
        cell.addHost(2, "compute-2");
        cell.addInstance();
        server.runScript(cell.schema, GRANTS);
        return cell;
    }

    String schema() {
        return schema;
    }

    String url() {
        return server.url(schema);
    }

    DatabaseSettings settings() {
        return settings(url());
    }

    /** Settings of a worker that reaches this cell, called {@code cell1}, by another URL. */
    DatabaseSettings settings(String url) {
        return new DatabaseSettings(USER, PASSWORD, Map.of("cell1", url));
    }

    /** The hand-over from compute-1 to compute-2. */
    Reassignment reassignment() {
        return new Reassignment(
                INSTANCE,
                "compute-1",
                new ComputeNode("cell1", "compute-2", "compute-2.example.org", 2L),
                "zone-a",
                UPDATED_AT);
    }

    void execute(String sql) {
        server.execute(schema, sql);
    }

    /** Changes the instance's row behind Ferry's back. */
    void change(String assignments) {
        execute("SET foreign_key_checks = 0; UPDATE instances SET " + assignments);
    }

    /** The columns of the instance's row that a move is about, null as "null". */
    Map<String, String> row() {
        String columns = "host, node, launched_on, availability_zone" + (hasComputeId() ? ", compute_id" : "");
        try (Connection connection = server.connect(schema);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + columns + " FROM instances")) {
            row.next();
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.put(row.getMetaData().getColumnName(i), String.valueOf(row.getString(i)));
            }
            return values;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    boolean hasComputeId() {
        return computeId;
    }

    private void addHost(int id, String host) {
        execute("INSERT INTO services (id, host, `binary`, topic, report_count, disabled, deleted) VALUES (" + id
                + ", '" + host + "', 'nova-compute', 'compute', 1, 0, 0)");
        execute("INSERT INTO compute_nodes (id, " + (icehouse ? "service_id" : "host") + ", vcpus, memory_mb,"
                + " local_gb, vcpus_used, memory_mb_used, local_gb_used, hypervisor_type, hypervisor_version, cpu_info,"
                + " hypervisor_hostname, deleted) VALUES (" + id + ", '" + (icehouse ? id : host)
                + "', 8, 8192, 100, 0, 0, 0, 'QEMU', 7002000, '{}', '" + host + ".example.org', 0)");
    }

    private void addInstance() {
        execute("INSERT INTO instances (id, uuid, host, node, launched_on, availability_zone, vm_state, deleted,"
                + " updated_at)"
                + " VALUES (42, '" + INSTANCE + "', 'compute-1', 'compute-1.example.org', 'compute-1', 'zone-a',"
                + " 'stopped', 0, '" + UPDATED_AT + "')");
        if (hasComputeId()) {
            change("compute_id = 1");
        }
        execute("INSERT INTO instance_system_metadata (instance_uuid, `key`, value, deleted) VALUES"
                + " ('" + INSTANCE + "', 'image_hw_disk_bus', 'virtio', 0),"
                + " ('" + INSTANCE + "', 'image_os_type', 'linux', 1),"
                + " ('" + INSTANCE + "', 'boot_roles', 'member', 0)");
        if (!icehouse) {
            execute("INSERT INTO instance_extra (instance_uuid, numa_topology, pci_requests, deleted) VALUES ('"
                    + INSTANCE + "', NULL, '[]', 0)");
        }
    }

    private static String tablesOf(String release) {
        try (InputStream script = NovaCell.class.getResourceAsStream(release + ".sql")) {
            return new String(Objects.requireNonNull(script, release).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
