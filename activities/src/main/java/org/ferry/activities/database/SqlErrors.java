package org.ferry.activities.database;

import java.sql.SQLException;
import java.util.Set;

/** What errors of MariaDB and Galera mean for a transaction and for an operator. */
final class SqlErrors {
    /**
     * The transaction lost against another: 1213 deadlock, or certification in Galera; 1205 lock wait timeout; 1020
     * record changed since last read (innodb_snapshot_isolation, on by default since 11.6.2).
     */
    private static final Set<Integer> CONFLICTS = Set.of(1213, 1205, 1020);

    private static final String SERIALIZATION_FAILURE = "40001";

    private static final int SCHEMA_DENIED = 1044;
    private static final int LOGIN_DENIED = 1045;
    private static final int UNKNOWN_SCHEMA = 1049;
    private static final int TABLE_DENIED = 1142;
    private static final int COLUMN_DENIED = 1143;

    private SqlErrors() {}

    /** Whether running the whole transaction again may help. */
    static boolean isConflict(SQLException failure) {
        return CONFLICTS.contains(failure.getErrorCode()) || SERIALIZATION_FAILURE.equals(failure.getSQLState());
    }

    /** The failure for an operator: where, what, and what to do about it. */
    static String explain(String cell, SQLException failure) {
        SQLException root = failure;
        while (root.getCause() instanceof SQLException deeper) {
            root = deeper;
        }
        String advice = switch (root.getErrorCode()) {
            case LOGIN_DENIED -> "check database.user and its password";
            case UNKNOWN_SCHEMA -> "check the name of the database in the cell's URL";
            case SCHEMA_DENIED, TABLE_DENIED, COLUMN_DENIED -> "apply deploy/database/grants.sql to it";
            default -> "it is tried again";
        };
        return "database of cell " + cell + ": " + root.getMessage() + "; " + advice;
    }
}
