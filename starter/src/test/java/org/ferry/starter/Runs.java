package org.ferry.starter;

import java.util.List;
import java.util.Map;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.History;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/** Made-up runs. */
final class Runs {
    static final String UUID = "0b7f9c1e-5a55-4b1c-9a55-2f6f2b6f4b11";
    static final Map<String, String> REQUEST = Map.of("instance", UUID, "target", "compute-2", "method", "manual");

    private Runs() {}

    static Run going(String phase, @Nullable String attention, Step... steps) {
        return run(Events.started(REQUEST).history(), phase, true, attention, steps);
    }

    static Run ended(History history, Step... steps) {
        return run(history, "Done", false, null, steps);
    }

    static Step step(String name, long seconds, Step.State state) {
        return new Step(name, Events.START, seconds * 1000, state, 1, null, null);
    }

    static Step retried(String name, int attempt, String failure) {
        return new Step(name, Events.START, 0, Step.State.RUNNING, attempt, failure, null);
    }

    static Step copying(int percent) {
        long gib = 1L << 30;
        return new Step(
                "copy 1.0 GiB → compute-2",
                Events.START,
                0,
                Step.State.RUNNING,
                1,
                null,
                new CopyProgress("disk", gib * percent / 100, gib, percent, 98_000_000, 6));
    }

    static MigrationReport report() {
        return new MigrationReport(
                UUID,
                "web-1",
                "compute-1",
                "compute-2",
                "manual",
                75_000,
                1L << 30,
                1L << 29,
                Map.of("disk", "c0ffee"),
                "compute-1:/instances/x",
                86_400_000,
                List.of(),
                List.of("volume v is now /dev/vdb"));
    }

    private static Run run(History history, String phase, boolean down, @Nullable String attention, Step... steps) {
        MigrationProgress progress = new MigrationProgress(
                UUID, "web-1", "compute-1", "compute-2", phase, down, 5_000, List.of(), attention);
        return new Run("migrate/" + UUID, "run-1", history, progress, Events.START, List.of(steps), null);
    }
}
