package org.ferry.starter;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.migrate.MigrationReport;

/** Made-up reports. */
final class Reports {
    private static final long GIB = 1L << 30;

    private Reports() {}

    static MigrationReport manual(String target, long downMillis) {
        return new MigrationReport(
                Runs.UUID,
                "web-1",
                "compute-1",
                target,
                "manual",
                downMillis,
                GIB,
                GIB / 2,
                Map.of("disk", "c0ffee"),
                "compute-1:/instances/x",
                86_400_000,
                List.of(),
                List.of("volume v is now /dev/vdb"),
                12_000,
                Plans.possible(),
                false,
                0);
    }

    /** Nova keeps no files, and tells no checksums. */
    static MigrationReport live(String target) {
        return new MigrationReport(
                Runs.UUID,
                "web-1",
                "compute-1",
                target,
                "live",
                0,
                3 * GIB,
                3 * GIB,
                Map.of(),
                "",
                0,
                List.of(),
                List.of("Nova copied no disk"),
                25_000,
                Plans.possible(),
                false,
                0);
    }

    static MigrationReport planned(Plan plan) {
        return new MigrationReport(
                plan.instance(),
                plan.name(),
                plan.source(),
                plan.target() == null ? "" : plan.target(),
                "auto",
                0,
                0,
                0,
                Map.of(),
                "",
                0,
                List.of(),
                List.of(),
                0,
                plan,
                true,
                0);
    }
}
