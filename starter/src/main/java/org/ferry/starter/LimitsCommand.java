package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.ferry.workflows.limits.Leases;
import org.ferry.workflows.limits.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry limits}: shows or changes how much may be moved at once. */
@Command(
        name = "limits",
        description = {
            "Show how many moves may go on at once, across all drains and single moves together, who moves, and who"
                    + " waits for a turn; with options, change the limits at once.",
            "Moves that go on are left to end, also where they are too many now.",
            ""
        })
final class LimitsCommand extends FerryCommand {
    @Option(names = "--per-source", paramLabel = "N", description = "Units of moves away from one compute host.")
    @Nullable
    Integer perSource;

    @Option(names = "--per-target", paramLabel = "N", description = "Units of moves to one compute host.")
    @Nullable
    Integer perTarget;

    @Option(names = "--cloud", paramLabel = "N", description = "Units of all moves.")
    @Nullable
    Integer cloud;

    @Option(names = "--live-weight", paramLabel = "N", description = "Units that a live migration counts.")
    @Nullable
    Integer liveWeight;

    @Option(names = "--copy-weight", paramLabel = "N", description = "Units that a move counts that copies disks.")
    @Nullable
    Integer copyWeight;

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Request request = new Request()
                .with("perSource", perSource)
                .with("perTarget", perTarget)
                .with("cloud", cloud)
                .with("liveWeight", liveWeight)
                .with("copyWeight", copyWeight);
        request.check(Limits.DEFAULT::changed);
        ObjectNode changes = request.json();
        if (!changes.isEmpty()) {
            temporal.limits().change(changes);
        }
        Optional<Leases> kept = temporal.limits().leases();
        Leases leases = kept.orElse(Leases.NONE);
        output.print(
                LimitsText.json(leases, kept.isPresent()),
                LimitsText.of(leases, kept.isPresent(), output.style(), output.columns()));
        return Exit.DONE;
    }
}
