package org.ferry.activities.database;

/**
 * What a worker found when it connected to a cell's database.
 *
 * @param cell name of the cell in the configuration
 * @param version of the server
 * @param node name of the Galera node that answered, or of the host of a single server
 * @param schema database on that server
 * @param computeId whether instances point at their compute node by id (28.0.0 and later)
 */
public record CellStatus(String cell, String version, String node, String schema, boolean computeId) {
    /** For a worker's log. */
    @Override
    public String toString() {
        return "database of cell " + cell + ": " + schema + " on " + node + ", version " + version;
    }
}
