package org.ferry.activities.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of Nova's columns this database has, as far as the user may use them: the information schema shows no others.
 * Looked up in every transaction, since an upgrade of Nova may come in between two.
 *
 * @param rights {@code table.column} in lower case to what may be done with it, for example {@code select,update}
 */
record NovaSchema(Map<String, String> rights) {
    private static final String QUERY = """
            SELECT table_name, column_name, privileges FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name IN
              ('instances', 'instance_extra', 'pci_devices', 'compute_nodes', 'console_auth_tokens')""";

    /** In every release since Icehouse. */
    private static final List<String> READ = List.of("uuid", "vm_state", "task_state", "deleted");

    private static final List<String> WRITTEN = List.of("host", "node", "launched_on", "availability_zone");

    static NovaSchema of(Connection connection) throws SQLException {
        Map<String, String> rights = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(QUERY);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                rights.put(rows.getString(1) + "." + rows.getString(2), rows.getString(3));
            }
        }
        return new NovaSchema(rights);
    }

    /** Whether {@code instances.compute_id} is there (28.0.0 and later). */
    boolean hasComputeId() {
        return has("instances.compute_id");
    }

    /** Whether a column, given as {@code table.column}, is there. */
    boolean has(String column) {
        return rights.containsKey(column);
    }

    /** What a migration needs and this user lacks; empty when it has all. */
    Optional<String> missing() {
        List<String> unreadable =
                READ.stream().filter(column -> !may("select", column)).toList();
        List<String> unwritable = WRITTEN.stream()
                .filter(column -> !may("select", column) || !may("update", column))
                .toList();
        if (unreadable.isEmpty() && unwritable.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("the user may not read " + unreadable + " or not read and update " + unwritable
                + " of its table instances (or that is no database of Nova); apply deploy/database/grants.sql to it");
    }

    private boolean may(String access, String column) {
        return rights.getOrDefault("instances." + column, "").contains(access);
    }
}
