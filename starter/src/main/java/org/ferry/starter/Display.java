package org.ferry.starter;

/**
 * Shows a run while it goes on.
 *
 * @param <T> the kind of run
 */
interface Display<T> {
    /** Shows how it stands; called about once a second. */
    void show(T run);

    /** Makes room for what comes after the end. */
    default void end() {}
}
