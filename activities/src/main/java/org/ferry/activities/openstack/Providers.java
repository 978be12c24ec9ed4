package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.PlacementActivities.Demand;

/**
 * Compute hosts' resource providers in Placement. What all of them use and their traits come in one answer, the
 * summaries of allocation candidates; inventories do not, and cost a request each. Thread-safe.
 */
final class Providers {
    /** Candidates with required traits, and summaries with traits. */
    private static final Microversion TRAITS = Microversion.parse("1.17");

    /** Summaries have all resources of a provider, not only those that were asked for. */
    private static final Microversion FULL_SUMMARIES = Microversion.parse("1.27");

    /** What every compute host has, and hardly anything else. */
    private static final String MEMORY = "MEMORY_MB";

    private final ApiClient api;

    Providers(ApiClient api) {
        this.api = api;
    }

    /** The capacity of the provider of that name, or empty where there is none. */
    Optional<Capacity> named(String name) {
        return Json.stream(get(path("/resource_providers?name=%s", name)).path("resource_providers"))
                .findFirst()
                .map(provider -> Json.text(provider, "uuid"))
                .map(id -> capacity(id, usages(id), MissingNode.getInstance()));
    }

    /** All that have memory, by name. */
    List<Candidate> all() {
        JsonNode summaries = newest().has(FULL_SUMMARIES)
                ? get("/allocation_candidates?resources=" + MEMORY + ":1").path("provider_summaries")
                : MissingNode.getInstance();
        return Json.stream(list())
                // What is below a host, such as its graphic cards, has no memory.
                .filter(provider -> Json.textOrNull(provider, "parent_provider_uuid") == null)
                .map(provider -> candidate(provider, summaries.path(Json.text(provider, "uuid"))))
                .filter(candidate -> candidate.capacity().inventories().containsKey(MEMORY))
                .sorted(Comparator.comparing(Candidate::name))
                .toList();
    }

    /** Those with room for the demand, by name. */
    List<Candidate> candidates(Demand demand) {
        if (!newest().has(TRAITS)) {
            throw Failures.of(
                    Failures.REFUSED,
                    "Placement's API is of version " + newest() + "; finding a target needs " + TRAITS + " (Queens)");
        }
        JsonNode summaries = summaries(demand);
        return summaries.isEmpty()
                ? List.of()
                : Json.stream(list())
                        .filter(provider -> hasMemory(summaries.path(Json.text(provider, "uuid"))))
                        .filter(provider -> isAllowed(summaries.path(Json.text(provider, "uuid")), demand.forbidden()))
                        .map(provider -> candidate(provider, summaries.path(Json.text(provider, "uuid"))))
                        .sorted(Comparator.comparing(Candidate::name))
                        .toList();
    }

    private JsonNode summaries(Demand demand) {
        String resources = demand.resources().entrySet().stream()
                .filter(resource -> resource.getValue() > 0)
                .map(resource -> resource.getKey() + ":" + resource.getValue())
                .sorted()
                .collect(Collectors.joining(","));
        String traits = demand.required().stream().sorted().collect(Collectors.joining(","));
        String required = traits.isEmpty() ? "" : path("&required=%s", traits);
        try {
            return get(path("/allocation_candidates?resources=%s", resources) + required)
                    .path("provider_summaries");
        } catch (ApiException e) {
            if (e.status() == 400) {
                throw Failures.of(Failures.REFUSED, "Placement refuses the demand: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** Sharing providers, of disk space, have none. */
    private static boolean hasMemory(JsonNode summary) {
        return summary.path("resources").has(MEMORY);
    }

    /** Placement itself knows forbidden traits from 1.22 on only. */
    private static boolean isAllowed(JsonNode summary, Set<String> forbidden) {
        return texts(summary.path("traits")).stream().noneMatch(forbidden::contains);
    }

    /** The candidate, by its summary as far as that goes: hosts that are full have none, old ones lack resources. */
    private Candidate candidate(JsonNode provider, JsonNode summary) {
        String id = Json.text(provider, "uuid");
        boolean full = newest().has(FULL_SUMMARIES) && !summary.isMissingNode();
        Map<String, Long> used = full ? used(summary.path("resources")) : usages(id);
        return new Candidate(Json.text(provider, "name"), capacity(id, used, summary));
    }

    private Capacity capacity(String id, Map<String, Long> used, JsonNode summary) {
        Map<String, Capacity.Inventory> inventories = new HashMap<>();
        get(path("/resource_providers/%s/inventories", id))
                .path("inventories")
                .properties()
                .forEach(entry -> inventories.put(
                        entry.getKey(),
                        new Capacity.Inventory(
                                entry.getValue().path("total").asLong(),
                                entry.getValue().path("reserved").asLong(),
                                entry.getValue().path("allocation_ratio").asDouble(),
                                used.getOrDefault(entry.getKey(), 0L))));
        JsonNode traits = summary.has("traits") ? summary : get(path("/resource_providers/%s/traits", id));
        return new Capacity(id, inventories, texts(traits.path("traits")));
    }

    private Map<String, Long> usages(String id) {
        Map<String, Long> used = new HashMap<>();
        get(path("/resource_providers/%s/usages", id))
                .path("usages")
                .properties()
                .forEach(entry -> used.put(entry.getKey(), entry.getValue().asLong()));
        return used;
    }

    private static Map<String, Long> used(JsonNode resources) {
        Map<String, Long> used = new HashMap<>();
        resources
                .properties()
                .forEach(entry ->
                        used.put(entry.getKey(), entry.getValue().path("used").asLong()));
        return used;
    }

    private static Set<String> texts(JsonNode array) {
        return Json.stream(array).map(JsonNode::asText).collect(Collectors.toUnmodifiableSet());
    }

    private Microversion newest() {
        return api.newest(Service.PLACEMENT);
    }

    private JsonNode list() {
        return get("/resource_providers").path("resource_providers");
    }

    private JsonNode get(String path) {
        return api.get(Service.PLACEMENT, path, PlacementApiActivities.CONSUMER_GENERATIONS);
    }
}
