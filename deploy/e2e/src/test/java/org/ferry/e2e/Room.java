package org.ferry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The room of a host in Placement, taken by consumers that are no instances. */
final class Room {
    private final List<String> consumers = new ArrayList<>();

    /** Takes all that is free of a resource. */
    void take(String host, String resourceClass) {
        JsonNode provider = Cloud.placement("GET", "/resource_providers?name=" + host, null)
                .path("resource_providers")
                .path(0);
        String id = provider.path("uuid").asText();
        JsonNode inventory = Cloud.placement("GET", "/resource_providers/" + id + "/inventories", null)
                .path("inventories")
                .path(resourceClass);
        long used = Cloud.placement("GET", "/resource_providers/" + id + "/usages", null)
                .path("usages")
                .path(resourceClass)
                .asLong();
        long free = (long) ((inventory.path("total").asLong()
                                - inventory.path("reserved").asLong())
                        * inventory.path("allocation_ratio").asDouble())
                - used;
        long most = inventory.path("max_unit").asLong();
        for (long left = free; left > 0; left -= most) {
            String consumer = UUID.randomUUID().toString();
            consumers.add(consumer);
            Cloud.placement(
                    "PUT",
                    "/allocations/" + consumer,
                    "{\"allocations\":{\"%s\":{\"resources\":{\"%s\":%d}}},\"project_id\":\"e2e\",\"user_id\":\"e2e\",\"consumer_generation\":null}"
                            .formatted(id, resourceClass, Math.min(left, most)));
        }
    }

    /** Gives it all back. */
    void free() {
        consumers.forEach(consumer -> Cloud.placement("DELETE", "/allocations/" + consumer, null));
    }
}
