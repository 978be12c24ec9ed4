package org.ferry.activities.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeNode;

/** The table {@code compute_nodes}. */
final class ComputeNodeTable {
    private static final String BY_HOST =
            "SELECT id, hypervisor_hostname FROM compute_nodes WHERE host = ? AND deleted = 0";

    private static final String ALL =
            "SELECT hypervisor_hostname FROM compute_nodes WHERE deleted = 0 ORDER BY hypervisor_hostname";

    /** Before 12.0.0: the host is known through the service. */
    private static final String BY_SERVICE = """
            SELECT compute_nodes.id, hypervisor_hostname FROM compute_nodes
            JOIN services ON services.id = compute_nodes.service_id
            WHERE services.host = ? AND services.`binary` = 'nova-compute'
              AND services.deleted = 0 AND compute_nodes.deleted = 0""";

    private ComputeNodeTable() {}

    /** The hypervisors' host names of a cell. */
    static List<String> hypervisors(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ALL);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    static Optional<ComputeNode> find(Connection connection, String cell, String host) throws SQLException {
        String query = NovaSchema.of(connection).has("compute_nodes.host") ? BY_HOST : BY_SERVICE;
        List<ComputeNode> nodes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, host);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    nodes.add(new ComputeNode(cell, host, rows.getString(2), rows.getLong(1)));
                }
            }
        }
        if (nodes.size() > 1) {
            throw Failures.of(
                    Failures.REFUSED,
                    "compute host " + host + " has " + nodes.size() + " compute nodes in cell " + cell
                            + "; a host with libvirt has one. Remove the stale ones (openstack compute service delete)");
        }
        return nodes.stream().findFirst();
    }
}
