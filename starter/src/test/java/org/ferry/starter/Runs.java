package org.ferry.starter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Heartbeat;
import org.ferry.starter.run.History;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.LiveProgress;
import org.ferry.workflows.activity.NovaMoveState;
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

    /** As its report tells. */
    static Run moved(History history) {
        MigrationReport report =
                requireNonNull(requireNonNull(history.outcome()).report());
        MigrationProgress progress = new MigrationProgress(
                UUID,
                "web-1",
                report.source(),
                report.target(),
                "Done",
                false,
                report.downMillis(),
                List.of(),
                null,
                report.method(),
                List.of());
        return new Run("migrate/" + UUID, "run-1", history, progress, Events.START, List.of(), null);
    }

    static Step step(String name, long seconds, Step.State state) {
        return new Step(name, Events.START, seconds * 1000, state, 1, null, Heartbeat.NONE);
    }

    static Step retried(String name, int attempt, String failure) {
        return new Step(name, Events.START, 0, Step.State.RUNNING, attempt, failure, Heartbeat.NONE);
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
                new Heartbeat(new CopyProgress("disk", gib * percent / 100, gib, percent, 98_000_000, 6), null, null));
    }

    static Step movingLive(int percent, long secondsLeft) {
        long gib = 1L << 30;
        LiveProgress live = new LiveProgress(
                "web-1",
                2 * gib,
                3 * gib,
                2 * gib * (100 - percent) / 100,
                10 * gib,
                9 * gib,
                gib,
                percent,
                98_000_000,
                secondsLeft);
        return told("watch Nova move web-1", new Heartbeat(null, live, null));
    }

    static Step movingCold(String status) {
        NovaMoveState nova = new NovaMoveState("compute-1", status, 7, "", 0, 0);
        return told("wait for Nova to move web-1", new Heartbeat(null, null, nova));
    }

    private static Step told(String name, Heartbeat heartbeat) {
        return new Step(name, Events.START, 0, Step.State.RUNNING, 1, null, heartbeat);
    }

    static Run choosing(String attention, String... choices) {
        MigrationProgress progress = new MigrationProgress(
                UUID,
                "web-1",
                "compute-1",
                "compute-2",
                "NeedsOperator",
                false,
                5_000,
                List.of(),
                attention,
                "cold",
                List.of(choices));
        History history = Events.started(Map.of("instance", UUID)).history();
        return new Run("migrate/" + UUID, "run-1", history, progress, Events.START, List.of(), null);
    }

    private static Run run(History history, String phase, boolean down, @Nullable String attention, Step... steps) {
        MigrationProgress progress = new MigrationProgress(
                UUID, "web-1", "compute-1", "compute-2", phase, down, 5_000, List.of(), attention, null, List.of());
        return new Run("migrate/" + UUID, "run-1", history, progress, Events.START, List.of(steps), null);
    }
}
