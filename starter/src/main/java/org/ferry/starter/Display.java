package org.ferry.starter;

import org.ferry.starter.run.Run;

/** Shows a run while it goes on. */
interface Display {
    /** Shows how it stands; called about once a second. */
    void show(Run run);

    /** Makes room for what comes after the end. */
    default void end() {}
}
