package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.activity.MigrationRecord;

/** Nova's migration records. Thread-safe. */
final class NovaMigrations {
    /** Cold migration; a resize, which Nova treats the same way, is another type. */
    static final String COLD = "migration";

    static final String LIVE = "live-migration";

    /** Tells a migration's type since 2.23 and takes the filter by instance since 2.59; before, it was ignored or taken. */
    private static final String MIGRATIONS = "2.59";

    private final ApiClient api;

    NovaMigrations(ApiClient api) {
        this.api = api;
    }

    /** All of the instance, newest first. */
    List<MigrationRecord> list(String instanceId) {
        String query = path("/os-migrations?instance_uuid=%s", instanceId);
        return api.list(Service.COMPUTE, query, MIGRATIONS, "migrations").stream()
                .filter(migration -> Json.text(migration, "instance_uuid").equals(instanceId))
                .sorted(Comparator.comparing((JsonNode migration) -> Json.text(migration, "created_at"))
                        .reversed())
                .map(NovaMigrations::migration)
                .toList();
    }

    /** The newest of the instance that is newer than the id and of the type, or does not tell its type (before 2.23). */
    Optional<MigrationRecord> newest(String instanceId, long after, String type) {
        return list(instanceId).stream()
                .filter(migration -> migration.id() > after)
                .filter(migration ->
                        migration.type().equals(type) || migration.type().isEmpty())
                .findFirst();
    }

    private static MigrationRecord migration(JsonNode migration) {
        return new MigrationRecord(
                Json.text(migration, "migration_type"),
                Json.text(migration, "status"),
                Json.text(migration, "source_compute"),
                Json.text(migration, "dest_compute"),
                migration.path("id").asLong(),
                Json.text(migration, "uuid"));
    }
}
