package org.ferry.workflows.migrate;

/** What becomes of a cold migration that Nova has made and that has to be confirmed or reverted. */
enum Confirm {
    /** Confirmed when it is proven; a person decides about one that is not. */
    AUTO,
    /** Left to a person when it is proven: the run ends with the instance in VERIFY_RESIZE. */
    LEAVE,
    /** Confirmed when it is proven, reverted when it is not: what the guest wrote on the target is lost then. */
    REVERT
}
