package org.ferry.starter;

/** A run that a person named: the move of an instance, or the drain of a host. */
sealed interface RunRef permits InstanceRef, DrainRef {
    /** What a command says of the argument that it takes. */
    String HELP = "Uuid or name of an instance, drain/HOST, or any workflow id of theirs.";

    /** The drain that {@code drain/HOST} means; the move of an instance for anything else. */
    static RunRef resolve(String given, Temporal temporal) {
        return DrainRef.of(given).<RunRef>map(drain -> drain).orElseGet(() -> InstanceRef.resolve(given, temporal));
    }

    /** The id of its run. */
    String workflowId();

    /** What it is, as it stands after "the". */
    String what();

    /** Its latest run, to read and show. */
    View<?> view(Temporal temporal);
}
