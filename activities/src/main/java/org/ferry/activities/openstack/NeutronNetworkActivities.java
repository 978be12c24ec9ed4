package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.NetworkActivities;
import org.ferry.workflows.activity.Port;

/**
 * {@link NetworkActivities} by Neutron's API. Ports are written by {@code binding:host_id} alone: openstack4j's update
 * sends back all that it read, which Neutron refuses. Stateless, thread-safe.
 */
public final class NeutronNetworkActivities implements NetworkActivities {
    /** {@code binding:vif_type} of a port that no mechanism driver has bound (neutron-lib, api/definitions/portbindings). */
    private static final Set<String> NOT_BOUND = Set.of("", "unbound", "binding_failed");

    private final ApiClient api;
    private final Poll poll;

    /** Activities that use the client. */
    public NeutronNetworkActivities(ApiClient api) {
        this(api, Poll.ORDINARY);
    }

    NeutronNetworkActivities(ApiClient api, Poll poll) {
        this.api = api;
        this.poll = poll;
    }

    @Override
    public List<Port> list(String instanceId) {
        String query = path("/ports?device_id=%s", instanceId);
        return api.list(Service.NETWORK, query, ApiClient.BASE, "ports").stream()
                .map(NeutronNetworkActivities::port)
                .toList();
    }

    @Override
    public void bind(PortOnHost wanted) {
        if (isBound(find(wanted.portId()), wanted.host())) {
            return;
        }
        deleteInactiveBinding(wanted);
        // On the same host too: a failed binding is tried again by any update that names a host
        // (plugins/ml2/plugin.py).
        JsonNode update = Json.object().set("port", Json.object().put("binding:host_id", wanted.host()));
        api.put(Service.NETWORK, path("/ports/%s", wanted.portId()), ApiClient.BASE, update);
        poll.until(
                () -> {
                    Port port = find(wanted.portId());
                    if (port.vifType().equals("binding_failed")) {
                        throw new NotYetException("Neutron could not bind port " + port.id() + " to " + port.host()
                                + "; is its network agent up there?");
                    }
                    return isBound(port, wanted.host()) ? Optional.of(port) : Optional.empty();
                },
                () -> "Neutron has not bound it in time: " + now(find(wanted.portId())));
    }

    @Override
    public void requireActive(PortOnHost wanted) {
        Port port = find(wanted.portId());
        if (!isBound(port, wanted.host()) || !port.status().equals("ACTIVE")) {
            throw new NotYetException(now(port) + "; it should be ACTIVE on " + wanted.host());
        }
    }

    @Override
    public List<String> dropInactiveBindings(PortOnHost port) {
        List<String> hosts = inactiveBindings(port.portId()).stream()
                .filter(host -> !host.equals(port.host()))
                .toList();
        hosts.forEach(host -> deleteBinding(port.portId(), host));
        return hosts;
    }

    @Override
    public List<String> listDeadAgents(String host) {
        return api.list(Service.NETWORK, path("/agents?host=%s", host), ApiClient.BASE, "agents").stream()
                .filter(agent -> !agent.path("alive").asBoolean())
                .map(agent -> Json.text(agent, "agent_type"))
                .sorted()
                .toList();
    }

    private Port find(String portId) {
        try {
            return port(api.get(Service.NETWORK, path("/ports/%s", portId), ApiClient.BASE)
                    .path("port"));
        } catch (ApiException.NotFound e) {
            throw Failures.of(Failures.WORLD_CHANGED, "Neutron knows no port " + portId + " any more", e);
        }
    }

    /** One that a live migration left on the host, beside which Neutron can't make the port's own. */
    private void deleteInactiveBinding(PortOnHost wanted) {
        if (inactiveBindings(wanted.portId()).contains(wanted.host())) {
            deleteBinding(wanted.portId(), wanted.host());
        }
    }

    /** Hosts of bindings of a live migration; clouds without the extension (binding-extended, 2018.2) have none. */
    private List<String> inactiveBindings(String portId) {
        try {
            JsonNode answer = api.get(Service.NETWORK, path("/ports/%s/bindings", portId), ApiClient.BASE);
            return Json.stream(answer.path("bindings"))
                    .filter(binding -> Json.text(binding, "status").equals("INACTIVE"))
                    .map(binding -> Json.text(binding, "host"))
                    .toList();
        } catch (ApiException.NotFound e) {
            return List.of();
        }
    }

    private void deleteBinding(String portId, String host) {
        try {
            api.delete(Service.NETWORK, path("/ports/%s/bindings/%s", portId, host), ApiClient.BASE);
        } catch (ApiException.NotFound e) {
            // Another was quicker.
        }
    }

    private static boolean isBound(Port port, String host) {
        return port.host().equals(host) && !NOT_BOUND.contains(port.vifType());
    }

    private static String now(Port port) {
        return "Port " + port.id() + " is " + port.status() + ", bound to " + port.host() + " (" + port.vifType() + ")";
    }

    private static Port port(JsonNode port) {
        return new Port(
                Json.text(port, "id"),
                Json.text(port, "binding:host_id"),
                Json.text(port, "status"),
                Json.text(port, "binding:vnic_type"),
                Json.text(port, "binding:vif_type"),
                Json.text(port, "mac_address"),
                Json.stream(port.path("fixed_ips"))
                        .map(address -> Json.text(address, "ip_address"))
                        .toList());
    }
}
