package org.ferry.activities.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Which of several Galera nodes a worker uses. The two nodes here are each a cluster of its own, so that what is read
 * tells which of them answered.
 */
class GaleraNodesTest {
    private static final String SCHEMA = "nova";

    @Test
    void leavesANodeThatIsDownOrOutOfItsCluster() {
        try (MariaDbServer first = startNode();
                MariaDbServer second = startNode()) {
            NovaCell onFirst = NovaCell.create(first, "zed", SCHEMA);
            NovaCell.create(second, "zed", SCHEMA).change("node = 'seen on the second'");
            String url = "jdbc:mariadb:sequential://127.0.0.1:" + MariaDbServer.freePort() + ",127.0.0.1:"
                    + first.port() + ",127.0.0.1:" + second.port() + "/" + SCHEMA;
            assertThat(nodeReadBy(onFirst.settings(url)))
                    .as("the first address is down")
                    .isEqualTo("compute-1.example.org");

            try (CellDatabases databases = new CellDatabases(onFirst.settings(url))) {
                NovaDatabaseActivities activities = new NovaDatabaseActivities(databases);
                activities.readInstance(NovaCell.INSTANCE);
                leaveCluster(first);

                // The transaction that the loss caught may fail; the workflow tries it again.
                Awaitility.await("the connection that the pool holds moves on")
                        .ignoreExceptionsInstanceOf(CellUnavailableException.class)
                        .until(() -> activities.readInstance(NovaCell.INSTANCE).node(), "seen on the second"::equals);
            }
            assertThat(nodeReadBy(onFirst.settings(url)))
                    .as("a new connection is not made to it, though it listens")
                    .isEqualTo("seen on the second");
        }
    }

    private static String nodeReadBy(DatabaseSettings settings) {
        try (CellDatabases databases = new CellDatabases(settings)) {
            return new NovaDatabaseActivities(databases)
                    .readInstance(NovaCell.INSTANCE)
                    .node();
        }
    }

    private static MariaDbServer startNode() {
        int port = MariaDbServer.freePort();
        return MariaDbServer.start(List.of(
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--wsrep-on=ON",
                "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                "--wsrep-cluster-address=gcomm://",
                "--wsrep-new-cluster",
                "--wsrep-node-address=127.0.0.1",
                "--wsrep-provider-options=gcache.size=8M;gmcast.listen_addr=tcp://127.0.0.1:" + port));
    }

    /** As a node that lost sight of the others: it runs, answers, and refuses every query. */
    private static void leaveCluster(MariaDbServer node) {
        node.execute("mysql", "SET GLOBAL wsrep_cluster_address = ''");
    }
}
