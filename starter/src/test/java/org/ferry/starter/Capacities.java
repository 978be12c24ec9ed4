package org.ferry.starter;

import java.util.List;
import org.ferry.workflows.hosts.HostCapacity;
import org.ferry.workflows.hosts.HostCapacity.Project;
import org.ferry.workflows.hosts.HostCapacity.Use;

/** Made-up compute hosts. */
final class Capacities {
    private Capacities() {}

    static HostCapacity up() {
        return new HostCapacity(
                "compute-1",
                "nova",
                List.of("ssd", "rack-1"),
                true,
                true,
                null,
                3,
                new Use(8, 16, 3, 3),
                new Use(15_884, 1.5, 3_072, 4_096),
                new Use(200, 1, 60, 60),
                List.of(new Project("6e1f0d", 2, 2, 3_072, 40), new Project("a93b7c", 1, 1, 1_024, 20)),
                118_111_600_640L,
                8_589_934_592L,
                null);
    }

    static HostCapacity silent() {
        return new HostCapacity(
                "compute-3",
                "nova",
                List.of(),
                false,
                false,
                "Migrations Only",
                0,
                new Use(8, 16, 0, 0),
                new Use(15_884, 1.5, 0, 0),
                new Use(200, 1, 0, 0),
                List.of(),
                -1,
                -1,
                "no route to host");
    }
}
