package org.ferry.starter;

import java.util.Optional;
import org.ferry.workflows.drain.DrainHostWorkflow;

/**
 * A drain that a person named by its workflow id.
 *
 * @param planned whether the plan for it was meant
 */
record DrainRef(String host, boolean planned) implements RunRef {
    private static final String DRAIN = DrainHostWorkflow.workflowId("");
    private static final String PLAN = DrainHostWorkflow.planId("");

    /** The drain, where the text is its workflow id. */
    static Optional<DrainRef> of(String given) {
        boolean planned = given.startsWith(PLAN);
        if (!planned && !given.startsWith(DRAIN)) {
            return Optional.empty();
        }
        String host = given.substring((planned ? PLAN : DRAIN).length());
        if (host.isBlank()) {
            throw new StarterException(Exit.USAGE, "name the compute host: " + given + "HOST");
        }
        return Optional.of(new DrainRef(host, planned));
    }

    /** The drain that the text has to name. */
    static DrainRef require(String given) {
        return of(given)
                .orElseThrow(() -> new StarterException(
                        Exit.USAGE, "the drain must be named as drain/HOST; it is \"" + given + "\""));
    }

    @Override
    public String workflowId() {
        return planned ? DrainHostWorkflow.planId(host) : DrainHostWorkflow.workflowId(host);
    }

    @Override
    public String what() {
        return planned ? "plan to drain " + host : "drain of " + host;
    }

    @Override
    public DrainView view(Temporal temporal) {
        return new DrainView(temporal.drainReader(this));
    }
}
