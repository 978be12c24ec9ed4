package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks whether the cloud is there and whether we may do in it what a migration takes. A wrong endpoint or a role that
 * sees nothing must not look like an empty cloud, so each service is asked for something that every cloud has.
 */
public final class CloudProbe {
    private final ApiClient api;

    /** A probe of the client's cloud. */
    public CloudProbe(ApiClient api) {
        this.api = api;
    }

    /**
     * What was connected to.
     *
     * @param settings as whom, where and in which region
     * @param versions newest microversion of each service; Neutron has none
     * @param hypervisors the names of the hypervisors
     */
    public record Report(CloudSettings settings, Map<Service, Microversion> versions, List<String> hypervisors) {
        @Override
        public String toString() {
            String apis = versions.entrySet().stream()
                    .map(entry -> entry.getKey().title() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            return settings + "; " + apis + "; " + hypervisors.size() + " hypervisors";
        }
    }

    /**
     * Asks every service.
     *
     * @throws IllegalStateException naming the service that did not answer as it should, and what to do
     */
    public Report run() {
        Map<Service, Microversion> versions = new EnumMap<>(Service.class);
        for (Service service : List.of(Service.COMPUTE, Service.VOLUME, Service.PLACEMENT)) {
            versions.put(service, asked(service, () -> api.newest(service)));
        }
        List<String> hypervisors = asked(Service.COMPUTE, this::hypervisors);
        require(!hypervisors.isEmpty(), "Nova shows no hypervisor: wrong region or endpoint, or an empty cloud");
        JsonNode providers = asked(
                Service.PLACEMENT,
                () -> api.get(Service.PLACEMENT, "/resource_providers", PlacementApiActivities.CONSUMER_GENERATIONS));
        require(
                !providers.path("resource_providers").isEmpty(),
                "Placement shows no resource provider: wrong region or endpoint");
        asked(Service.VOLUME, () -> api.get(Service.VOLUME, "/volumes?limit=1&all_tenants=1", ApiClient.BASE));
        JsonNode ports = asked(Service.NETWORK, () -> api.get(Service.NETWORK, "/ports?limit=1", ApiClient.BASE))
                .path("ports");
        require(
                ports.isEmpty() || ports.path(0).has("binding:host_id"),
                "Neutron hides on which host a port is: the user needs the admin role in its project");
        return new Report(api.session().settings(), versions, hypervisors);
    }

    private List<String> hypervisors() {
        return new NovaHosts(api)
                .hypervisors().stream()
                        .map(node -> Json.text(node, "hypervisor_hostname"))
                        .sorted()
                        .toList();
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T asked(Service service, Question<T> question) {
        try {
            return question.ask();
        } catch (ApiException e) {
            String hint = e.status() == 403 ? "; the user needs the admin role in its project" : "";
            throw new IllegalStateException(
                    service.title() + " does not answer as it should: " + e.getMessage() + hint, e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
