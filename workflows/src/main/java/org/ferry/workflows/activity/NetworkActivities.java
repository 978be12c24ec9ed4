package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Ports of an instance in Neutron. */
@ActivityInterface(namePrefix = "Network_")
public interface NetworkActivities {
    /** The instance's ports. */
    List<Port> list(String instanceId);

    /**
     * Binds the port to the host ({@code binding:host_id}) and waits until Neutron has bound it. A binding that
     * Neutron reports as failed is an error that is retried; a port that is gone is WORLD_CHANGED.
     */
    void bind(PortOnHost port);

    /** Proves that the port is bound to the host and ACTIVE. Retried until it is so. */
    void requireActive(PortOnHost port);

    /**
     * Removes bindings of the port that a migration left INACTIVE on other hosts than the given one.
     *
     * @return the hosts of those bindings
     */
    List<String> dropInactiveBindings(PortOnHost port);

    /** The types of the host's network agents that do not report in time, for example {@code Linux bridge agent}. */
    List<String> listDeadAgents(String host);

    /** A port and the host it belongs on. */
    record PortOnHost(String portId, String host) {}
}
