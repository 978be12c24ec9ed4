package org.ferry.workflows.migrate;

/** What a run is doing, as its search attribute {@code FerryPhase} has it. */
public enum Phase {
    /** Looking, and deciding whether the move can be done. Nothing is touched. */
    CHECKING("Checking"),
    /** Before the point of no return. */
    MOVING("Moving"),
    /** Past the point of no return: only forward. */
    FINISHING("Finishing"),
    /** Undoing, in reverse order. */
    RETURNING("Returning"),
    /** Waits for {@code resume}. */
    PAUSED("Paused"),
    /** A step keeps failing for longer than is normal: it is tried on and on, but a person should look. */
    NEEDS_OPERATOR("NeedsOperator"),
    /** Ended: the instance is on the target. */
    DONE("Done"),
    /** Ended: the instance is back on the source, as it was. */
    RETURNED("Returned"),
    /** Ended before anything was touched. */
    REFUSED("Refused");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** The search attribute's value. */
    public String text() {
        return text;
    }
}
