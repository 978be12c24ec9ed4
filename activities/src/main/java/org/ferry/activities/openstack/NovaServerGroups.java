package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.ServerGroup;

/** Nova's server groups. Thread-safe. */
final class NovaServerGroups {
    /** One policy with rules; a list of policies before. */
    private static final String ONE_POLICY = "2.64";

    /** Migrations that take nothing anywhere any more (nova/db/main/api.py, migration_get_in_progress_by_instance). */
    private static final Set<String> OVER =
            Set.of("confirmed", "reverted", "error", "failed", "completed", "cancelled", "done", "finished");

    private final ApiClient api;
    private final NovaServers servers;
    private final NovaMigrations migrations;

    NovaServerGroups(ApiClient api, NovaServers servers, NovaMigrations migrations) {
        this.api = api;
        this.servers = servers;
        this.migrations = migrations;
    }

    /** The group, or empty when it is gone. */
    Optional<ServerGroup> find(String id) {
        try {
            JsonNode answer = api.get(Service.COMPUTE, path("/os-server-groups/%s", id), ONE_POLICY);
            return Optional.of(group(answer.path("server_group")));
        } catch (ApiException.NotFound e) {
            return Optional.empty();
        }
    }

    private ServerGroup group(JsonNode group) {
        List<ServerGroup.Member> members = Json.stream(group.path("members"))
                .flatMap(member -> servers.find(member.asText()).stream())
                .map(instance -> new ServerGroup.Member(instance.id(), instance.host(), movingTo(instance)))
                .toList();
        String policy = group.has("policy")
                ? Json.text(group, "policy")
                : group.path("policies").path(0).asText();
        int maxPerHost = group.path("rules").path("max_server_per_host").asInt(1);
        return new ServerGroup(Json.text(group, "id"), Json.text(group, "name"), policy, maxPerHost, members);
    }

    private String movingTo(Instance instance) {
        if (instance.taskState() == null) {
            return ""; // while Nova moves an instance it has a task
        }
        return migrations.list(instance.id()).stream()
                .filter(migration -> !OVER.contains(migration.status()))
                .findFirst()
                .map(NovaServerGroups::destination)
                .filter(host -> !host.equals(instance.host()))
                .orElse("");
    }

    private static String destination(MigrationRecord migration) {
        return migration.status().equals("reverting") ? migration.sourceHost() : migration.targetHost();
    }
}
