package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.activity.Instance;

/** Nova's servers, read as an administrator. Thread-safe. */
final class NovaServers {
    /** Tells the reason of a lock; the flavor is embedded since 2.47. */
    private static final String WITH_LOCKED_REASON = "2.73";

    private static final String WITH_EVENT_DETAILS = "2.84";

    private final ApiClient api;

    NovaServers(ApiClient api) {
        this.api = api;
    }

    /** The instance, or empty when Nova knows none of that id. */
    Optional<Instance> find(String id) {
        try {
            JsonNode answer = api.get(Service.COMPUTE, path("/servers/%s", id), WITH_LOCKED_REASON);
            return Optional.of(instance(answer.path("server")));
        } catch (ApiException.NotFound e) {
            return Optional.empty();
        }
    }

    /** The instance; WORLD_CHANGED when it is gone. */
    Instance require(String id) {
        return find(id).orElseThrow(() ->
                Failures.of(Failures.WORLD_CHANGED, "Nova knows no instance " + id + " any more: it was deleted"));
    }

    /** The instance; WORLD_CHANGED when it is gone or elsewhere. */
    Instance require(InstanceOnHost expected) {
        Instance instance = require(expected.instanceId());
        if (!instance.host().equals(expected.host())) {
            throw Failures.of(
                    Failures.WORLD_CHANGED,
                    "Nova has instance " + instance.id() + " on " + instance.host() + ", not on " + expected.host());
        }
        return instance;
    }

    /** The instances of this name, oldest first. */
    List<Found> named(String name) {
        // The filter is a regular expression of the database's own kind: ask for more, and compare here.
        String pattern = "^" + name.replaceAll("[^A-Za-z0-9]+", ".+") + "$";
        String query = path("/servers/detail?all_tenants=1&sort_key=created_at&sort_dir=asc&name=%s", pattern);
        return api.list(Service.COMPUTE, query, ApiClient.BASE, "servers").stream()
                .filter(server -> Json.text(server, "name").equals(name))
                .map(server -> new Found(
                        Json.text(server, "id"),
                        name,
                        Json.text(server, "tenant_id"),
                        Json.text(server, "OS-EXT-SRV-ATTR:host"),
                        Json.text(server, "status")))
                .toList();
    }

    /** What Nova noted of the last thing it tried with the instance and failed; empty when nothing. */
    String lastFailure(String id) {
        try {
            String actions = path("/servers/%s/os-instance-actions", id);
            JsonNode newest = api.get(Service.COMPUTE, actions, WITH_EVENT_DETAILS)
                    .path("instanceActions")
                    .path(0);
            String action = actions + path("/%s", Json.text(newest, "request_id"));
            JsonNode events = api.get(Service.COMPUTE, action, WITH_EVENT_DETAILS)
                    .path("instanceAction")
                    .path("events");
            return Json.stream(events)
                    .filter(event -> Json.text(event, "result").equals("Error"))
                    .map(event -> Json.text(newest, "action") + " on " + Json.text(event, "host") + ": "
                            + Json.text(event, "details"))
                    .findFirst()
                    .orElse("");
        } catch (ApiException e) {
            return ""; // only colour for a message that says the main thing already
        }
    }

    private Instance instance(JsonNode server) {
        return new Instance(
                Json.text(server, "id"),
                Json.text(server, "name"),
                Json.text(server, "OS-EXT-SRV-ATTR:host"),
                Json.text(server, "OS-EXT-SRV-ATTR:hypervisor_hostname"),
                Json.text(server, "OS-EXT-SRV-ATTR:instance_name"),
                Json.text(server, "tenant_id"),
                Json.text(server, "OS-EXT-AZ:availability_zone"),
                Json.text(server, "status"),
                Json.text(server, "OS-EXT-STS:vm_state"),
                Json.textOrNull(server, "OS-EXT-STS:task_state"),
                server.path("locked").asBoolean(),
                Json.textOrNull(server, "locked_reason"),
                // Nova shows no image where the root disk is a volume.
                !server.path("image").isObject(),
                flavor(server.path("flavor")),
                fixedAddresses(server.path("addresses")));
    }

    private Flavor flavor(JsonNode flavor) {
        if (flavor.has("original_name")) {
            return flavor(Json.text(flavor, "original_name"), flavor, flavor.path("extra_specs"));
        }
        // Before 2.47 a server names its flavor only, which may have changed since.
        String path = path("/flavors/%s", Json.text(flavor, "id"));
        JsonNode now = api.get(Service.COMPUTE, path, ApiClient.BASE).path("flavor");
        JsonNode extraSpecs = api.get(Service.COMPUTE, path + "/os-extra_specs", ApiClient.BASE);
        return flavor(Json.text(now, "name"), now, extraSpecs.path("extra_specs"));
    }

    private static Flavor flavor(String name, JsonNode flavor, JsonNode extraSpecs) {
        Map<String, String> specs = new HashMap<>();
        extraSpecs
                .properties()
                .forEach(spec -> specs.put(spec.getKey(), spec.getValue().asText()));
        int ephemeral = flavor.path("ephemeral").asInt()
                + flavor.path("OS-FLV-EXT-DATA:ephemeral").asInt();
        return new Flavor(
                name,
                flavor.path("vcpus").asInt(),
                flavor.path("ram").asLong(),
                flavor.path("disk").asInt(),
                ephemeral,
                flavor.path("swap").asInt(), // an empty text where there is none, before 2.75
                specs);
    }

    private static List<String> fixedAddresses(JsonNode networks) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode network : networks) {
            for (JsonNode address : network) {
                if (Json.text(address, "OS-EXT-IPS:type").equals("fixed")) {
                    addresses.add(Json.text(address, "addr"));
                }
            }
        }
        return addresses;
    }
}
