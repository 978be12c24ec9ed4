package org.ferry.activities.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one cell's database. The pool opens when it is first needed; opening tells at once why it fails, and
 * is tried again at the next need.
 */
final class CellPool implements AutoCloseable {
    /** The activities of one worker rarely meet in the database, and hold it for milliseconds. */
    private static final int SIZE = 2;

    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** Longer than a Galera node waits to catch up (repl.causal_read_timeout, 30 s). */
    private static final Duration ANSWER = Duration.ofSeconds(40);
    /** For trying each of three nodes twice. */
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(20);

    private static final String SYNCED = "4";
    /** Locks are waited for briefly; on Galera what is read includes all that was committed on any node before. */
    private static final String INITIAL_SQL =
            "SET SESSION innodb_lock_wait_timeout = 15 /*M!100100 , SESSION wsrep_sync_wait = 3 */";

    private final HikariConfig config = new HikariConfig();
    private @Nullable HikariDataSource source;

    CellPool(String cell, String url, DatabaseSettings settings) {
        config.setPoolName("cell-" + cell);
        config.setJdbcUrl(url);
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
        config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT.toMillis()));
        config.addDataSourceProperty("socketTimeout", Long.toString(ANSWER.toMillis()));
        config.addDataSourceProperty("retriesAllDown", "4");
        // By the driver, not by the pool: the driver also runs it when it moves a connection to another node.
        config.addDataSourceProperty("initSql", INITIAL_SQL);
        if (hosts(url).size() > 1) {
            // A node that left its cluster still answers; this makes the driver go to the next.
            config.addDataSourceProperty("galeraAllowedState", SYNCED);
        }
    }

    /** A connection in a fresh transaction. */
    Connection connection() throws SQLException {
        return open().getConnection();
    }

    private synchronized HikariDataSource open() {
        HikariDataSource open = source;
        if (open == null) {
            open = new HikariDataSource(config);
            source = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (source != null) {
            source.close();
            source = null;
        }
    }

    private static List<String> hosts(String url) {
        String authority = url.substring(url.indexOf("//") + 2);
        return Stream.of(authority.split("/", 2)[0].split(",")).toList();
    }
}
