package org.ferry.workflows.migrate;

import java.util.Map;

/** One way to move an instance, in three stages. */
interface Move {
    /** Everything up to the point of no return; each step registers its undo before it acts. */
    void prepare();

    /** The point of no return. */
    void handOver();

    /** From there to the end: only forward. */
    Moved finish();

    /**
     * Leaves nothing on the target after the steps were undone.
     *
     * @return whether that is done; otherwise a run of its own goes on until the target answers
     */
    default boolean cleanTarget() {
        return true;
    }

    /** Looks for what a move has left although it was undone, when the instance is on its source; notes what it finds. */
    default void lookForLeftovers() {}

    /** Whether the instance is on its target although the steps were undone: Nova was faster. */
    default boolean arrivedAnyway() {
        return false;
    }

    /**
     * What a move did.
     *
     * @param target compute host that the instance is on now
     * @param bytes what was moved, in bytes
     * @param bytesOnWire what went through the network for it
     * @param quarantine where the source's files are kept, {@code host:path}; empty where none are
     * @param moveMillis how long the bytes were on their way
     */
    record Moved(
            String target,
            long bytes,
            long bytesOnWire,
            Map<String, String> checksums,
            String quarantine,
            long moveMillis) {}
}
