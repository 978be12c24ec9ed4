package org.ferry.worker.config;

import java.nio.file.Path;
import java.util.Map;
import org.ferry.activities.database.DatabaseSettings;
import org.ferry.activities.hosts.HostSettings;
import org.ferry.activities.openstack.CloudSettings;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker is told. {@code worker/example.yaml} explains every key.
 *
 * @param reportFolder where reports are kept; null: nowhere
 */
public record WorkerSettings(
        TemporalSettings temporal,
        CloudSettings cloud,
        DatabaseSettings database,
        HostSettings hosts,
        HealthSettings health,
        @Nullable Path reportFolder) {

    /**
     * Reads a file.
     *
     * @param environment variables of the process: secrets, and what clouds.yaml and Temporal's tools take from there
     * @throws InvalidConfigurationException listing every problem of the file and of what it points to
     */
    public static WorkerSettings read(Path file, Map<String, String> environment) throws InvalidConfigurationException {
        return new SettingsReader(file, environment).read();
    }
}
