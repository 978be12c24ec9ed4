package org.ferry.workflows.migrate;

/** What is done about a live migration that makes no progress. */
enum OnStall {
    /** Aborted: the instance stays on its source, and the next method may be tried. */
    ABORT,
    /** Ended whatever it costs: post-copy where the hosts allow it, else the guest is paused. */
    FORCE,
    /** Waited for; a person is told. */
    WAIT
}
