package org.ferry.activities.database;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cell databases by name, and transactions in them. Thread-safe; close it at the end. */
public final class CellDatabases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CellDatabases.class);
    /** A transaction that a deadlock ended is run again at once, this often in all. */
    private static final int ATTEMPTS = 5;

    private static final int MOST_PAUSE_MILLIS = 200;

    private final Map<String, CellPool> pools = new TreeMap<>();

    /** Connects to nothing yet. */
    public CellDatabases(DatabaseSettings settings) {
        settings.cells().forEach((cell, url) -> pools.put(cell, new CellPool(cell, url, settings)));
    }

    /** The cells' names, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(pools.keySet());
    }

    /**
     * Connects to every cell.
     *
     * @throws CellUnavailableException when one can't be reached, has no Nova, or does not give the rights needed
     */
    public List<CellStatus> probe() {
        return pools.keySet().stream()
                .map(cell -> inTransaction(cell, connection -> {
                    NovaSchema schema = NovaSchema.of(connection);
                    schema.missing().ifPresent(missing -> {
                        throw new CellUnavailableException("cell " + cell + ": " + missing);
                    });
                    return status(cell, connection, schema);
                }))
                .toList();
    }

    /**
     * Runs a transaction and commits it. After a deadlock, or a lost certification in Galera, the whole transaction
     * runs again, so it must look afresh each time. An exception of the transaction rolls it back.
     *
     * @throws CellUnavailableException when it could not be done, or when the answer to the commit was lost, so that
     *     nobody knows whether it was
     */
    <T> T inTransaction(String cell, Transaction<T> transaction) {
        CellPool pool = pools.get(cell);
        if (pool == null) {
            throw new CellUnavailableException(
                    "this worker's configuration has no cell \"" + cell + "\"; database.cells names " + pools.keySet());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return once(pool, transaction);
            } catch (SQLException failure) {
                if (!SqlErrors.isConflict(failure) || attempt == ATTEMPTS) {
                    throw new CellUnavailableException(SqlErrors.explain(cell, failure), failure);
                }
                log.info("Cell {}: conflict ({}), running the transaction again", cell, failure.getMessage());
                pause(cell, failure);
            }
        }
    }

    @Override
    public void close() {
        pools.values().forEach(CellPool::close);
    }

    /** One attempt. A connection that is given back without a commit is rolled back by the pool. */
    private static <T> T once(CellPool pool, Transaction<T> transaction) throws SQLException {
        try (Connection connection = pool.connection()) {
            T result = transaction.run(connection);
            connection.commit();
            return result;
        } catch (PoolInitializationException unreachable) {
            if (unreachable.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw unreachable;
        }
    }

    private static CellStatus status(String cell, Connection connection, NovaSchema schema) throws SQLException {
        Map<String, String> server = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SHOW VARIABLES WHERE Variable_name IN" + " ('hostname', 'version', 'wsrep_node_name')")) {
            while (rows.next()) {
                server.put(rows.getString(1), rows.getString(2));
            }
        }
        String host = server.getOrDefault("hostname", "");
        return new CellStatus(
                cell,
                server.getOrDefault("version", ""),
                server.getOrDefault("wsrep_node_name", host),
                connection.getCatalog(),
                schema.hasComputeId());
    }

    /** Of random length, so that two workers in each other's way do not stay so. */
    private static void pause(String cell, SQLException conflict) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, MOST_PAUSE_MILLIS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CellUnavailableException("cell " + cell + ": interrupted after a conflict", conflict);
        }
    }

    /** Work on a connection whose transaction others begin and end. */
    @FunctionalInterface
    interface Transaction<T extends @Nullable Object> {
        /** Does it; may be called again after a conflict. */
        T run(Connection connection) throws SQLException;
    }
}
