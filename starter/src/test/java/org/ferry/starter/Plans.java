package org.ferry.starter;

import java.util.List;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.choose.Plan.Option;
import org.ferry.workflows.choose.Plan.Target;

/** Made-up plans. */
final class Plans {
    private static final String OVERCOMMIT = "compute-3 would have promised more memory than it has (512 MiB left of"
            + " 15884, needed 2048); allow it with \"allowOvercommit\": true";

    private Plans() {}

    static Plan possible() {
        return new Plan(
                Runs.UUID,
                "web-1",
                "compute-1",
                "compute-2",
                "of the hosts that may take it, the one with the most free memory",
                List.of(
                        no("live", "it has local disks, and the hosts share no storage for them", "it has a vTPM"),
                        yes("block-live", 65_000, 0, "5 former moves at 112 MiB/s", "Nova moves memory and disks"),
                        yes("cold", 130_000, 130_000, "assumed 100 MiB/s: no former move of this kind is listed"),
                        no("forced-cold", "it disables all other hosts for a while, which is not needed"),
                        yes("manual", 150_000, 120_000, "2 former moves at 98 MiB/s")),
                List.of("block-live", "cold", "manual"),
                List.of(
                        new Target("compute-2", true, List.of(), 13_312, 1),
                        new Target("compute-3", false, List.of(OVERCOMMIT), 512, 0),
                        new Target("compute-4", false, List.of("nova-compute on compute-4 is down"), 0, 0)),
                List.of("more memory of compute-2 may be promised than it has, as asked"),
                List.of());
    }

    static Plan impossible() {
        String reason = "no compute host can take it; the list of hosts says why";
        return new Plan(
                Runs.UUID,
                "web-1",
                "compute-1",
                null,
                "none can take it",
                List.of(no("live", reason), no("manual", reason)),
                List.of(),
                List.of(new Target("compute-3", false, List.of(OVERCOMMIT), 512, 0)),
                List.of(),
                List.of());
    }

    /** As Ferry plans when a person named a method that is not possible. */
    static Plan notAsAsked() {
        return new Plan(
                Runs.UUID,
                "web-1",
                "compute-1",
                "compute-2",
                "named in the request",
                List.of(
                        no("live", "it has local disks, and the hosts share no storage for them"),
                        new Option("cold", true, List.of(), 0, 0, "", List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Option yes(String method, long millis, long downMillis, String basis, String... changes) {
        return new Option(method, true, List.of(), millis, downMillis, basis, List.of(changes));
    }

    private static Option no(String method, String... reasons) {
        return new Option(method, false, List.of(reasons), 0, 0, "", List.of());
    }
}
