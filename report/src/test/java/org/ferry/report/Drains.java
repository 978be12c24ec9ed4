package org.ferry.report;

import java.util.ArrayList;
import java.util.List;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.Failed;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.drain.ReportedDrain;
import org.jspecify.annotations.Nullable;

/** Made-up drains, which begin on a Saturday night. */
final class Drains {
    /** 22:00 in Amsterdam. */
    static final long START = 1_769_893_200_000L;

    static final long MINUTE = 60_000;
    private static final long GIB = 1L << 30;

    private Drains() {}

    static ReportedDrain of(String phase, long millis, List<String> left, InstanceMove... moves) {
        ComputeService before = new ComputeService("compute-1", true, true, null);
        return new ReportedDrain(
                "drain/compute-1",
                "019b2f3a-0000-7000-8000-0000000000a1",
                "",
                new DrainReport(
                        "compute-1", phase, before, START, millis, List.of(moves), left, List.of(), null, false));
    }

    static InstanceMove moved(String name, String method, long began, long millis, long waited, long down) {
        return move(name, State.MOVED, "compute-2", method, began, millis, waited, down, "", List.of());
    }

    static InstanceMove movedAfter(String name, Failed failed, long began, long millis, long down) {
        return move(
                name,
                State.MOVED,
                "compute-3",
                "cold",
                began,
                millis,
                0,
                down + failed.downMillis(),
                "",
                List.of(failed));
    }

    static Failed failed(long began, long millis, long down, String why) {
        return new Failed(START + began, millis, 0, down, "compute-2", "manual", why);
    }

    static InstanceMove left(String name, String why, Failed... failed) {
        return move(name, State.LEFT, null, "live", 0, 0, 0, 0, why, List.of(failed));
    }

    static InstanceMove moving(String name, long began) {
        return move(name, State.MOVING, "compute-2", "live", began, 0, 0, 0, "", List.of());
    }

    private static InstanceMove move(
            String name,
            State state,
            @Nullable String target,
            @Nullable String method,
            long began,
            long millis,
            long waited,
            long down,
            String note,
            List<Failed> failed) {
        boolean begun = state == State.MOVED || state == State.MOVING;
        return new InstanceMove(
                new InstanceSummary("0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001", name, null, 2, 4096, 20, List.of()),
                state,
                target,
                method,
                MINUTE,
                begun ? START + began : 0,
                millis,
                down,
                state == State.MOVED ? 12 * GIB : 0,
                failed.size() + (begun ? 1 : 0),
                List.of(),
                note,
                waited,
                new ArrayList<>(failed));
    }
}
