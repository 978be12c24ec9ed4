package org.ferry.starter;

import java.util.List;
import java.util.Map;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Outcome;
import org.ferry.starter.run.Run;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** Made-up drains. */
final class Drains {
    static final String HOST = "compute-1";

    private Drains() {}

    /** One that has been going on for 20 s when the clock is at {@link Events#START} + 20 s. */
    static DrainRun going(String phase, @Nullable String attention, Map<String, Run> inFlight, InstanceMove... moves) {
        return new DrainRun(
                "drain/" + HOST, "run-1", report(phase, List.of(), attention, false, moves), 0, inFlight, null, null);
    }

    static DrainRun ended(Outcome.Kind kind, String message, DrainReport report) {
        return new DrainRun(
                (report.dryRun() ? "drain-plan/" : "drain/") + HOST,
                "run-1",
                report,
                Events.START + 20_000,
                Map.of(),
                new Outcome(kind, message, null),
                null);
    }

    static DrainReport report(
            String phase, List<String> left, @Nullable String attention, boolean dryRun, InstanceMove... moves) {
        ComputeService before = new ComputeService(HOST, true, true, "");
        return new DrainReport(
                HOST,
                phase,
                dryRun ? null : before,
                Events.START,
                20_000,
                List.of(moves),
                left,
                List.of(),
                attention,
                dryRun);
    }

    static InstanceMove waiting(String name, long estimateMillis) {
        return move(name, State.WAITING, "compute-2", estimateMillis, 0, 0, 0, 0, "");
    }

    static InstanceMove moving(String name, long estimateMillis, int attempt) {
        return move(name, State.MOVING, "compute-3", estimateMillis, Events.START + 10_000, 0, 0, attempt, "");
    }

    static InstanceMove moved(String name, long estimateMillis) {
        return move(name, State.MOVED, "compute-2", estimateMillis, Events.START, 9_000, 2_000, 1, "");
    }

    /** One that is blocked, left or gone. */
    static InstanceMove staying(String name, State state, String why) {
        return move(name, state, null, 0, 0, 0, 0, 0, why);
    }

    static InstanceMove again(String name, String why) {
        return move(name, State.WAITING, null, 10_000, Events.START, 0, 0, 1, why);
    }

    private static InstanceMove move(
            String name,
            State state,
            @Nullable String target,
            long estimateMillis,
            long startedAt,
            long millis,
            long downMillis,
            int attempts,
            String note) {
        return new InstanceMove(
                new InstanceSummary("id-" + name, name, null, 1, 512, 5, List.of()),
                state,
                target,
                target == null ? null : "cold",
                estimateMillis,
                startedAt,
                millis,
                downMillis,
                state == State.MOVED ? 1L << 30 : 0,
                attempts,
                List.of("compute-2", "compute-3"),
                note,
                0,
                List.of());
    }
}
