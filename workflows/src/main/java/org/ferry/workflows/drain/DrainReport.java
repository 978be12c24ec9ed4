package org.ferry.workflows.drain;

import java.util.List;
import org.ferry.workflows.activity.ComputeService;
import org.jspecify.annotations.Nullable;

/**
 * A drain as it is, or as it ended: result of the run and answer of its query {@code progress}.
 *
 * @param phase {@link DrainPhase#text()}
 * @param before nova-compute as it was; null until that is known
 * @param startedAt in milliseconds since the epoch
 * @param millis how long it has taken
 * @param moves every instance of the host, in the order in which they are moved
 * @param left what is still on the host by Nova, Placement or the hypervisor, each a sentence; empty when it is empty
 * @param notes what a person should know
 * @param attention why a person is needed, or null
 * @param dryRun whether it was only planned
 */
public record DrainReport(
        String host,
        String phase,
        @Nullable ComputeService before,
        long startedAt,
        long millis,
        List<InstanceMove> moves,
        List<String> left,
        List<String> notes,
        @Nullable String attention,
        boolean dryRun) {

    /** The instances in these states. */
    public List<InstanceMove> in(InstanceMove.State... states) {
        return moves.stream().filter(move -> move.is(states)).toList();
    }
}
