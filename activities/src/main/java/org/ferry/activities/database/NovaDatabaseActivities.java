package org.ferry.activities.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.DatabaseActivities;
import org.ferry.workflows.activity.InstanceRow;

/** Nova's cell databases, by SQL. Thread-safe. */
public final class NovaDatabaseActivities implements DatabaseActivities {
    private final CellDatabases cells;

    /** Uses the given databases and leaves closing them to the caller. */
    public NovaDatabaseActivities(CellDatabases cells) {
        this.cells = cells;
    }

    @Override
    public InstanceRow readInstance(String instanceId) {
        return find("instance " + instanceId, (cell, connection) -> InstanceTable.read(connection, cell, instanceId));
    }

    @Override
    public ComputeNode findComputeNode(String host) {
        return find("compute host " + host, (cell, connection) -> ComputeNodeTable.find(connection, cell, host));
    }

    @Override
    public List<String> listHypervisors(String cell) {
        return cells.inTransaction(cell, ComputeNodeTable::hypervisors);
    }

    @Override
    public void reassign(Reassignment reassignment) {
        ComputeNode target = reassignment.target();
        cells.inTransaction(target.cell(), connection -> {
            if (InstanceTable.compareAndSet(connection, reassignment)) {
                return true;
            }
            InstanceTable.Place found = InstanceTable.place(connection, reassignment.instanceId());
            if (!found.isOn(target)) {
                throw Failures.of(
                        Failures.WORLD_CHANGED,
                        "instance " + reassignment.instanceId() + " can't be handed over from "
                                + reassignment.sourceHost() + " to " + target.host() + ": in the database of cell "
                                + target.cell() + " it " + found.text());
            }
            return false;
        });
    }

    @Override
    public int revokeConsoleTokens(InstanceInCell instance) {
        return cells.inTransaction(instance.cell(), connection -> {
            if (!NovaSchema.of(connection).has("console_auth_tokens.instance_uuid")) {
                return 0;
            }
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM console_auth_tokens WHERE instance_uuid = ?")) {
                delete.setString(1, instance.instanceId());
                return delete.executeUpdate();
            }
        });
    }

    /** Looks in one cell after the other. Not found is an answer only when every cell was asked. */
    private <T> T find(String what, Query<T> query) {
        List<CellUnavailableException> unreachable = new ArrayList<>();
        for (String cell : cells.names()) {
            try {
                Optional<T> found = cells.inTransaction(cell, connection -> query.run(cell, connection));
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (CellUnavailableException failure) {
                unreachable.add(failure);
            }
        }
        if (!unreachable.isEmpty()) {
            throw unreachable.get(0);
        }
        throw Failures.of(
                Failures.REFUSED,
                what + " is in the database of none of the cells that this worker is configured for: "
                        + String.join(", ", cells.names()));
    }

    @FunctionalInterface
    private interface Query<T> {
        Optional<T> run(String cell, Connection connection) throws SQLException;
    }
}
