package org.ferry.activities.database;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.mariadb.jdbc.Configuration;

/**
 * How to reach the cell databases. Not the account of Nova itself: {@code deploy/database/grants.sql} lists the few
 * rights that are needed.
 *
 * @param user database user, the same in every cell
 * @param password its password; never shown
 * @param cells name of a cell, as in {@code nova-manage cell_v2 list_cells}, to the JDBC URL of its database; several
 *     hosts in a URL are the nodes of one Galera cluster
 */
public record DatabaseSettings(String user, String password, Map<String, String> cells) {

    /** Copies the map. */
    public DatabaseSettings {
        cells = Map.copyOf(cells);
    }

    /** What is wrong with a cell's URL, in words for the one who wrote it; empty when nothing is. */
    public static Optional<String> problemOf(String url) {
        Configuration parsed;
        try {
            parsed = Configuration.parse(url);
        } catch (SQLException | IllegalArgumentException malformed) {
            return Optional.of("is not a JDBC URL: " + malformed.getMessage());
        }
        if (parsed == null || parsed.addresses().isEmpty()) {
            return Optional.of("is not of the form jdbc:mariadb:sequential://node1:3306,node2:3306/nova");
        }
        if (parsed.database() == null) {
            return Optional.of("names no database; add it at the end, for example /nova");
        }
        if (parsed.user() != null || parsed.password() != null) {
            return Optional.of("must not hold the user or the password; they have keys of their own");
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "DatabaseSettings[user=" + user + ", cells=" + cells + "]";
    }
}
