package org.ferry.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.temporal.activity.ActivityInterface;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.workflow.WorkflowInterface;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ferry.activities.database.DatabaseSettings;
import org.ferry.activities.hosts.HostSettings;
import org.ferry.activities.openstack.CloudSettings;
import org.ferry.worker.config.HealthSettings;
import org.ferry.worker.config.TemporalSettings;
import org.ferry.worker.config.WorkerSettings;
import org.junit.jupiter.api.Test;
import org.openstack4j.api.types.Facing;
import org.openstack4j.model.common.Identifier;

class WiringTest {
    @Test
    void everyActivityOfTheContractHasAnImplementation() {
        try (Clients clients = Clients.of(settings())) {
            assertThat(interfacesWith(ActivityInterface.class))
                    .isNotEmpty()
                    .allSatisfy(contract -> assertThat(clients.activities())
                            .as(contract.getName())
                            .filteredOn(contract::isInstance)
                            .hasSize(1));
        }
    }

    @Test
    void everyWorkflowTypeHasAnImplementation() {
        assertThat(interfacesWith(WorkflowInterface.class))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(Wiring.WORKFLOWS)
                        .as(type.getName())
                        .filteredOn(type::isAssignableFrom)
                        .hasSize(1));
    }

    private static List<Class<?>> interfacesWith(Class<? extends Annotation> annotation) {
        Stream<Class<?>> classes = new ClassFileImporter()
                .importPackages("org.ferry.workflows").stream()
                        .filter(type -> type.isAnnotatedWith(annotation))
                        .map(JavaClass::reflect);
        return classes.toList();
    }

    private static WorkerSettings settings() {
        Identifier domain = Identifier.byName("Default");
        return new WorkerSettings(
                new TemporalSettings(ClientConfigProfile.getDefaultInstance(), "ferry"),
                new CloudSettings(
                        URI.create("http://127.0.0.1:5000/v3"),
                        "ferry",
                        "x",
                        domain,
                        "service",
                        domain,
                        null,
                        null,
                        Facing.PUBLIC,
                        Duration.ofSeconds(1),
                        null),
                new DatabaseSettings("ferry", "x", Map.of("cell1", "jdbc:mariadb://127.0.0.1/nova")),
                HostSettings.of("ferry", Path.of("id"), Path.of("known_hosts")),
                new HealthSettings("127.0.0.1", 0),
                null);
    }
}
