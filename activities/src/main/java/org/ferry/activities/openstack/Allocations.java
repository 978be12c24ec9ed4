package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * What one consumer holds in Placement.
 *
 * @param held provider uuid to resource class to amount
 * @param raw the answer, with the consumer's generation, project and user
 */
record Allocations(Map<String, Map<String, Long>> held, JsonNode raw) {

    static Allocations parse(JsonNode raw) {
        Map<String, Map<String, Long>> held = new HashMap<>();
        raw.path("allocations").properties().forEach(provider -> {
            Map<String, Long> amounts = new HashMap<>();
            provider.getValue()
                    .path("resources")
                    .properties()
                    .forEach(resource ->
                            amounts.put(resource.getKey(), resource.getValue().asLong()));
            held.put(provider.getKey(), amounts);
        });
        return new Allocations(held, raw);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    boolean holds(String provider) {
        return held.containsKey(provider);
    }

    /** Resource class to amount of one provider. */
    Map<String, Long> of(String provider) {
        return held.getOrDefault(provider, Map.of());
    }

    /** The request that puts what it holds of one provider onto another; what it holds elsewhere stays. */
    ObjectNode moved(String from, String to) {
        Map<String, Map<String, Long>> after = new HashMap<>(held);
        after.remove(from);
        after.put(to, of(from));
        return request(after);
    }

    /** The request by which it holds these amounts of the provider as well. */
    ObjectNode with(String provider, Map<String, Long> amounts) {
        Map<String, Map<String, Long>> after = new HashMap<>(held);
        after.put(provider, amounts);
        return request(after);
    }

    /** The request by which it holds nothing. */
    ObjectNode without() {
        return request(Map.of());
    }

    private ObjectNode request(Map<String, Map<String, Long>> after) {
        ObjectNode allocations = Json.object();
        after.forEach((provider, amounts) -> {
            ObjectNode resources = allocations.putObject(provider).putObject("resources");
            amounts.forEach(resources::put);
        });
        ObjectNode request = Json.object();
        request.set("allocations", allocations);
        // Null says that the consumer is new.
        request.set("consumer_generation", raw.get("consumer_generation"));
        request.put("project_id", Json.text(raw, "project_id"));
        request.put("user_id", Json.text(raw, "user_id"));
        return request;
    }
}
