package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Aggregate;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.CpuModel;
import org.jspecify.annotations.Nullable;

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
        return hypervisor(host, hypervisors())
                .map(hypervisor -> host(service, hypervisor, aggregates()))
                .orElseThrow(() -> Failures.of(
                        Failures.REFUSED,
                        "Nova has a nova-compute on " + host + " but no hypervisor of it: it never reported in full"));
    }

    /** All hosts by name, but those that never reported in full. */
    List<ComputeHost> list() {
        List<JsonNode> hypervisors = hypervisors();
        List<JsonNode> aggregates = aggregates();
        return services("/os-services?binary=nova-compute")
                .flatMap(service -> hypervisor(Json.text(service, "host"), hypervisors)
                        .map(hypervisor -> host(service, hypervisor, aggregates))
                        .stream())
                .sorted(Comparator.comparing(ComputeHost::name))
                .toList();
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

    private List<JsonNode> aggregates() {
        return Json.stream(api.get(Service.COMPUTE, "/os-aggregates", ApiClient.BASE)
                        .path("aggregates"))
                .toList();
    }

    private static ComputeHost host(JsonNode service, JsonNode hypervisor, List<JsonNode> aggregates) {
        String host = Json.text(service, "host");
        return new ComputeHost(
                host,
                Json.text(hypervisor, "hypervisor_hostname"),
                Json.text(service, "zone"),
                Json.text(service, "state").equals("up"),
                Json.text(service, "status").equals("enabled"),
                Json.textOrNull(service, "disabled_reason"),
                cpu(hypervisor.path("cpu_info")),
                aggregates.stream()
                        .filter(aggregate -> texts(aggregate.path("hosts")).contains(host))
                        .map(NovaHosts::aggregate)
                        .sorted(Comparator.comparing(Aggregate::name))
                        .toList());
    }

    private static Aggregate aggregate(JsonNode aggregate) {
        Map<String, String> metadata = new TreeMap<>();
        aggregate
                .path("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        return new Aggregate(Json.text(aggregate, "name"), metadata);
    }

    /** An object since 2.28, a text with one before. */
    private static @Nullable CpuModel cpu(JsonNode info) {
        JsonNode cpu = info.isTextual() ? Json.parse(info.asText().getBytes(StandardCharsets.UTF_8)) : info;
        if (!cpu.hasNonNull("model")) {
            return null;
        }
        return new CpuModel(
                Json.text(cpu, "arch"), Json.text(cpu, "vendor"), Json.text(cpu, "model"), texts(cpu.path("features")));
    }

    private static Set<String> texts(JsonNode array) {
        return Json.stream(array).map(JsonNode::asText).collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<JsonNode> hypervisor(String host, List<JsonNode> hypervisors) {
        return hypervisors.stream()
                .filter(node -> Json.text(node.path("service"), "host").equals(host))
                .findFirst();
    }

    private Optional<JsonNode> service(String host) {
        return services(path("/os-services?binary=nova-compute&host=%s", host)).findFirst();
    }

    private Stream<JsonNode> services(String query) {
        return Json.stream(api.get(Service.COMPUTE, query, ApiClient.BASE).path("services"));
    }

    private RuntimeException unknown(String host) {
        List<String> known = services("/os-services?binary=nova-compute")
                .map(service -> Json.text(service, "host"))
                .sorted()
                .toList();
        return Failures.of(Failures.REFUSED, "Nova knows no compute host " + host + "; it knows " + known);
    }
}
