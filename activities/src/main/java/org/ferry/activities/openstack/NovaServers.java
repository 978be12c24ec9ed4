package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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

    /** The instances on the host, oldest first. Nova tells groups of single instances only. */
    List<Instance> on(String host) {
        String query = path("/servers/detail?all_tenants=1&sort_key=created_at&sort_dir=asc&host=%s", host);
        return api.list(Service.COMPUTE, query, WITH_LOCKED_REASON, "servers").stream()
                .map(this::instance)
                .toList();
    }

    /** What Nova noted of the last thing it tried with the instance and failed; empty when nothing. */
    String lastFailure(String id) {
        return failure(id, action -> true);
    }

    /** As {@link #lastFailure(String)}, of the last action of that name. */
    String lastFailure(String id, String name) {
        return failure(id, action -> Json.text(action, "action").equals(name));
    }

    /** The fault that Nova shows of an instance in error; empty when none. */
    String fault(String id) {
        try {
            JsonNode answer = api.get(Service.COMPUTE, path("/servers/%s", id), ApiClient.BASE);
            JsonNode fault = answer.path("server").path("fault");
            // Of an error that is not Nova's own the message is but a class name; what happened ends the traceback.
            return Json.text(fault, "details")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce((before, line) -> line)
                    .orElse(Json.text(fault, "message"));
        } catch (ApiException e) {
            return ""; // only colour, as below
        }
    }

    private String failure(String id, Predicate<JsonNode> wanted) {
        try {
            String actions = path("/servers/%s/os-instance-actions", id);
            JsonNode all = api.get(Service.COMPUTE, actions, WITH_EVENT_DETAILS).path("instanceActions");
            Optional<JsonNode> newest = Json.stream(all).filter(wanted).findFirst();
            return newest.isEmpty() ? "" : failure(actions, newest.get());
        } catch (ApiException e) {
            return ""; // only colour for a message that says the main thing already
        }
    }

    private String failure(String actions, JsonNode action) {
        String one = actions + path("/%s", Json.text(action, "request_id"));
        JsonNode events = api.get(Service.COMPUTE, one, WITH_EVENT_DETAILS)
                .path("instanceAction")
                .path("events");
        return Json.stream(events)
                .filter(event -> Json.text(event, "result").equals("Error"))
                .map(event -> Json.text(action, "action") + " on " + Json.text(event, "host") + ": "
                        + Json.text(event, "details"))
                .findFirst()
                .orElse("");
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
                fixedAddresses(server.path("addresses")),
                texts(server.path("metadata")),
                Json.text(server, "config_drive").equalsIgnoreCase("true"),
                Json.stream(server.path("server_groups")).map(JsonNode::asText).toList());
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
        int ephemeral = flavor.path("ephemeral").asInt()
                + flavor.path("OS-FLV-EXT-DATA:ephemeral").asInt();
        return new Flavor(
                name,
                flavor.path("vcpus").asInt(),
                flavor.path("ram").asLong(),
                flavor.path("disk").asInt(),
                ephemeral,
                flavor.path("swap").asInt(), // an empty text where there is none, before 2.75
                texts(extraSpecs));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
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
