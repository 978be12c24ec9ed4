package org.ferry.activities.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.DatabaseActivities.Reassignment;
import org.ferry.workflows.activity.InstanceRow;
import org.jspecify.annotations.Nullable;

/** The table {@code instances} and the tables that say more of an instance. */
final class InstanceTable {
    private static final String PLACE =
            "SELECT host, node, vm_state, task_state, deleted, updated_at FROM instances WHERE uuid = ?";
    private static final String EXTRA =
            "SELECT numa_topology, pci_requests FROM instance_extra WHERE instance_uuid = ? AND deleted = 0";
    private static final String PCI_DEVICES = "SELECT 1 FROM pci_devices WHERE instance_uuid = ? AND deleted = 0";
    private static final String IMAGE_PROPERTIES = """
            SELECT `key`, value FROM instance_system_metadata
            WHERE instance_uuid = ? AND deleted = 0 AND `key` LIKE 'image\\_%'""";

    private static final String IMAGE_PREFIX = "image_";
    /** How Nova writes "none" into a column of JSON. */
    private static final Set<String> NOTHING = Set.of("", "[]", "{}", "null");

    private InstanceTable() {}

    /** The row and what hangs on it; empty when there is none, or it is deleted. */
    static Optional<InstanceRow> read(Connection connection, String cell, String id) throws SQLException {
        Place place = place(connection, id);
        if (!place.exists() || place.deleted()) {
            return Optional.empty();
        }
        if (place.host() == null) {
            throw Failures.of(Failures.REFUSED, "instance " + id + " is on no host; it " + place.text());
        }
        NovaSchema schema = NovaSchema.of(connection);
        boolean numaTopology = false;
        boolean pciRequests = holdsPciDevices(connection, schema, id);
        if (schema.has("instance_extra.numa_topology")) {
            try (PreparedStatement select = select(connection, EXTRA, id);
                    ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    numaTopology = says(row.getString(1));
                    pciRequests |= says(row.getString(2));
                }
            }
        }
        return Optional.of(new InstanceRow(
                cell,
                place.host(),
                Objects.requireNonNullElse(place.node(), ""),
                Objects.requireNonNullElse(place.vmState(), ""),
                place.taskState(),
                numaTopology,
                pciRequests,
                place.updatedAt(),
                imageProperties(connection, id)));
    }

    /** Where the instance is, whatever its state. */
    static Place place(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = select(connection, PLACE, id);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Place.NONE;
            }
            return new Place(
                    true,
                    row.getString("host"),
                    row.getString("node"),
                    row.getString("vm_state"),
                    row.getString("task_state"),
                    row.getLong("deleted") != 0,
                    row.getString("updated_at"));
        }
    }

    /**
     * Moves the row from the source to the target if it is on the source, stopped, without a task, not deleted and not
     * changed since it was looked at.
     *
     * @return whether it did
     */
    static boolean compareAndSet(Connection connection, Reassignment reassignment) throws SQLException {
        ComputeNode target = reassignment.target();
        boolean computeId = NovaSchema.of(connection).hasComputeId();
        // A zone of NULL means that the user asked for none (before 13.0.0), and would else be pinned to one.
        String statement = "UPDATE instances SET host = ?, node = ?, launched_on = ?,"
                + " availability_zone = IF(availability_zone IS NULL, NULL, ?)"
                + (computeId ? ", compute_id = ?" : "")
                + " WHERE uuid = ? AND host = ? AND vm_state = 'stopped' AND task_state IS NULL AND deleted = 0"
                + " AND updated_at <=> ?";
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            int i = 0;
            update.setString(++i, target.host());
            update.setString(++i, target.hypervisorHostname());
            update.setString(++i, target.host());
            update.setString(++i, reassignment.availabilityZone());
            if (computeId) {
                update.setObject(++i, target.id());
            }
            update.setString(++i, reassignment.instanceId());
            update.setString(++i, reassignment.sourceHost());
            update.setString(++i, reassignment.updatedAt());
            return update.executeUpdate() == 1;
        }
    }

    /** In Icehouse the only trace, later a second one. */
    private static boolean holdsPciDevices(Connection connection, NovaSchema schema, String id) throws SQLException {
        if (!schema.has("pci_devices.instance_uuid")) {
            return false;
        }
        try (PreparedStatement select = select(connection, PCI_DEVICES, id);
                ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    private static Map<String, String> imageProperties(Connection connection, String id) throws SQLException {
        Map<String, String> properties = new HashMap<>();
        try (PreparedStatement select = select(connection, IMAGE_PROPERTIES, id);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1).substring(IMAGE_PREFIX.length());
                properties.put(name, Objects.requireNonNullElse(rows.getString(2), ""));
            }
        }
        return properties;
    }

    private static boolean says(@Nullable String json) {
        return json != null && !NOTHING.contains(json.strip());
    }

    private static PreparedStatement select(Connection connection, String query, String id) throws SQLException {
        PreparedStatement select = connection.prepareStatement(query);
        select.setString(1, id);
        return select;
    }

    /** What {@code instances} says of where an instance is and what it does. */
    record Place(
            boolean exists,
            @Nullable String host,
            @Nullable String node,
            @Nullable String vmState,
            @Nullable String taskState,
            boolean deleted,
            @Nullable String updatedAt) {
        static final Place NONE = new Place(false, null, null, null, null, false, null);

        boolean isOn(ComputeNode target) {
            return exists
                    && !deleted
                    && target.host().equals(host)
                    && target.hypervisorHostname().equals(node);
        }

        /** For a sentence that begins with "it". */
        String text() {
            if (!exists) {
                return "is no more";
            }
            return (deleted ? "is deleted; it was" : "is") + " on host " + host + ", vm_state " + vmState
                    + ", task_state " + taskState + ", last changed " + updatedAt;
        }
    }
}
