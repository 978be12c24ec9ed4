package org.ferry.workflows.drain;

import java.util.Arrays;
import java.util.Optional;

/** What a drain is doing, as its search attribute {@code FerryPhase} has it. */
public enum DrainPhase {
    /** Looking at every instance. Nothing is moved. */
    PLANNING("Planning"),
    /** Moving instances. */
    MOVING("Moving"),
    /** Waits for the next window. */
    WINDOW_CLOSED("WindowClosed"),
    /** Begins no more moves until {@code resume}. */
    PAUSED("Paused"),
    /** Waits for a person. */
    NEEDS_OPERATOR("NeedsOperator"),
    /** Begins no more moves; those in flight end. */
    CANCELLING("Cancelling"),
    /** Ended: the host is empty. */
    EMPTY("Empty"),
    /** Ended: something is left on the host. */
    NOT_EMPTY("NotEmpty"),
    /** Ended by a person. */
    CANCELLED("Cancelled"),
    /** Ended after the plan was made. */
    PLANNED("Planned"),
    /** Ended before anything was touched. */
    REFUSED("Refused");

    private final String text;

    DrainPhase(String text) {
        this.text = text;
    }

    /** The phase of that text; empty for one that this version does not know. */
    public static Optional<DrainPhase> named(String text) {
        return Arrays.stream(values()).filter(phase -> phase.text.equals(text)).findFirst();
    }

    /** The search attribute's value. */
    public String text() {
        return text;
    }
}
