package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeHost;

/** Nova's compute hosts: services and hypervisors. Thread-safe. */
final class NovaHosts {
    /** Hypervisors come in pages since 2.33 and from all cells since 2.53; from 2.88 Nova asks each host for its uptime. */
    private static final String HYPERVISORS = "2.53";

    private final ApiClient api;

    NovaHosts(ApiClient api) {
        this.api = api;
    }

    /** The host; REFUSED when there is none of that name, with those that are. */
    ComputeHost describe(String host) {
        JsonNode service = service(host).orElseThrow(() -> unknown(host));
        String hypervisor = hypervisors().stream()
                .filter(node -> Json.text(node.path("service"), "host").equals(host))
                .map(node -> Json.text(node, "hypervisor_hostname"))
                .findFirst()
                .orElseThrow(() -> Failures.of(
                        Failures.REFUSED,
                        "Nova has a nova-compute on " + host + " but no hypervisor of it: it never reported in full"));
        return new ComputeHost(
                host,
                hypervisor,
                Json.text(service, "zone"),
                Json.text(service, "state").equals("up"),
                Json.text(service, "status").equals("enabled"),
                Json.textOrNull(service, "disabled_reason"));
    }

    /** Whether nova-compute there reports in time. */
    boolean isUp(String host) {
        return service(host)
                .filter(service -> Json.text(service, "state").equals("up"))
                .isPresent();
    }

    /** All hypervisors, as {@code os-hypervisors/detail} has them. */
    List<JsonNode> hypervisors() {
        return api.list(Service.COMPUTE, "/os-hypervisors/detail", HYPERVISORS, "hypervisors");
    }

    private Optional<JsonNode> service(String host) {
        String query = path("/os-services?binary=nova-compute&host=%s", host);
        return Json.stream(api.get(Service.COMPUTE, query, ApiClient.BASE).path("services"))
                .findFirst();
    }

    private RuntimeException unknown(String host) {
        JsonNode all = api.get(Service.COMPUTE, "/os-services?binary=nova-compute", ApiClient.BASE);
        List<String> known = Json.stream(all.path("services"))
                .map(service -> Json.text(service, "host"))
                .sorted()
                .toList();
        return Failures.of(Failures.REFUSED, "Nova knows no compute host " + host + "; it knows " + known);
    }
}
