package org.ferry.activities.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@ExtendWith(MariaDbExtension.class)
class CellDatabasesTest {
    private final MariaDbServer server;

    CellDatabasesTest(MariaDbServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @EnumSource(value = CutAtCommitProxy.Cut.class, names = "NEVER", mode = Mode.EXCLUDE)
    void handsOverOnceThoughTheAnswerToTheCommitIsLost(CutAtCommitProxy.Cut cut) {
        NovaCell cell = NovaCell.create(server, "zed");
        try (CutAtCommitProxy proxy = new CutAtCommitProxy(server.port());
                CellDatabases databases = new CellDatabases(cell.settings(proxy.url(cell.schema())))) {
            NovaDatabaseActivities activities = new NovaDatabaseActivities(databases);
            proxy.cutNext(cut);

            assertThatThrownBy(() -> activities.reassign(cell.reassignment()))
                    .as("the outcome is unknown, which is not a failure of the hand-over")
                    .isInstanceOf(CellUnavailableException.class);
            boolean done = cut == CutAtCommitProxy.Cut.AFTER_THE_SERVER_DID_IT;
            assertThat(cell.row()).containsEntry("host", done ? "compute-2" : "compute-1");

            activities.reassign(cell.reassignment());

            assertThat(cell.row()).containsEntry("host", "compute-2");
            assertThat(proxy.commits()).isEqualTo(2);
        }
    }

    @Test
    void runsATransactionAgainAfterADeadlock() throws Exception {
        NovaCell cell = NovaCell.create(server, "zed");
        AtomicInteger runs = new AtomicInteger();
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (CellDatabases databases = new CellDatabases(cell.settings())) {
            List<Future<Boolean>> crossing = List.of(
                    threads.submit(() -> databases.inTransaction(
                            "cell1",
                            connection -> lockBoth(connection, "compute_nodes", "instances", runs, bothHoldOne))),
                    threads.submit(() -> databases.inTransaction(
                            "cell1",
                            connection -> lockBoth(connection, "instances", "compute_nodes", runs, bothHoldOne))));
            for (Future<Boolean> one : crossing) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(runs).as("two runs, and one more of the deadlock's victim").hasValue(3);
    }

    @Test
    void rollsBackWhatEndsInAnException() {
        NovaCell cell = NovaCell.create(server, "zed");
        try (CellDatabases databases = new CellDatabases(cell.settings())) {
            assertThatThrownBy(() -> databases.inTransaction("cell1", connection -> {
                        execute(connection, "UPDATE instances SET host = 'compute-9'");
                        throw new IllegalStateException("of the test");
                    }))
                    .hasMessage("of the test");
        }

        assertThat(cell.row()).containsEntry("host", "compute-1");
    }

    @Test
    void tellsWhatItConnectedTo() {
        NovaCell zed = NovaCell.create(server, "zed");
        NovaCell caracal = NovaCell.create(server, "caracal");
        try (CellDatabases databases = new CellDatabases(new DatabaseSettings(
                NovaCell.USER, NovaCell.PASSWORD, Map.of("cell2", caracal.url(), "cell1", zed.url())))) {
            assertThat(databases.probe())
                    .extracting(CellStatus::cell, CellStatus::schema, CellStatus::computeId)
                    .containsExactly(tuple("cell1", zed.schema(), false), tuple("cell2", caracal.schema(), true));
        }
    }

    @Test
    void namesTheCellWhoseServerIsDown() {
        String url = "jdbc:mariadb://127.0.0.1:" + MariaDbServer.freePort() + "/nova";

        assertProbeFails(new DatabaseSettings("ferry", "secret", Map.of("cell1", url)))
                .hasMessageContaining("database of cell cell1")
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("it is tried again");
    }

    @Test
    void namesTheSettingWhenThePasswordIsWrong() {
        NovaCell cell = NovaCell.create(server, "zed");

        assertProbeFails(new DatabaseSettings(NovaCell.USER, "not-this-one", Map.of("cell1", cell.url())))
                .hasMessageContaining("check database.user and its password")
                .hasMessageNotContaining("not-this-one");
    }

    @Test
    void namesTheGrantsWhenTheUserMayTooLittle() {
        NovaCell cell = NovaCell.create(server, "zed");
        cell.execute("REVOKE UPDATE (node) ON instances FROM ferry@'%'");

        assertProbeFails(cell.settings()).hasMessageContaining("[node]").hasMessageContaining("grants.sql");
    }

    @Test
    void namesTheKeyWhenTheCellIsNotConfigured() {
        try (CellDatabases databases =
                new CellDatabases(new DatabaseSettings("u", "p", Map.of("cell1", "jdbc:mariadb://h/nova")))) {
            assertThatThrownBy(() -> databases.inTransaction("cell9", connection -> true))
                    .isInstanceOf(CellUnavailableException.class)
                    .hasMessageContaining("\"cell9\"")
                    .hasMessageContaining("database.cells names [cell1]");
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertProbeFails(DatabaseSettings settings) {
        try (CellDatabases databases = new CellDatabases(settings)) {
            return assertThatThrownBy(databases::probe).isInstanceOf(CellUnavailableException.class);
        }
    }

    /** Locks a row of one table, waits until another transaction holds one of the other table, and locks that too. */
    private static boolean lockBoth(
            Connection connection, String first, String second, AtomicInteger runs, CyclicBarrier bothHoldOne)
            throws SQLException {
        boolean again = runs.incrementAndGet() > 2;
        execute(connection, "SELECT deleted FROM " + first + " FOR UPDATE");
        if (!again) {
            try {
                bothHoldOne.await(10, TimeUnit.SECONDS);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
        execute(connection, "SELECT deleted FROM " + second + " FOR UPDATE");
        return true;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
