package org.ferry.workflows.limits;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.request.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * How much may go on at once, across all drains and single moves together, in units of weight.
 *
 * @param perSource of moves away from one compute host
 * @param perTarget of moves to one compute host
 * @param cloud of all moves
 * @param liveWeight what a live migration counts: it loads the network, hardly a disk
 * @param copyWeight what a move counts that copies disks, whoever copies them
 */
public record Limits(int perSource, int perTarget, int cloud, int liveWeight, int copyWeight) {
    /** Unless an operator has said otherwise. */
    public static final Limits DEFAULT = new Limits(4, 4, 40, 1, 2);

    private static final int MOST = 10_000;
    private static final Set<String> FIELDS = Set.of("perSource", "perTarget", "cloud", "liveWeight", "copyWeight");
    private static final String EXAMPLE = "{\"perSource\":4,\"cloud\":40}";

    /**
     * These, with what the request changes.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad or unknown field at once
     */
    public Limits changed(@Nullable JsonNode request) {
        RequestReader reader = RequestReader.of(request, FIELDS, EXAMPLE);
        Limits limits = new Limits(
                reader.number("perSource", 1, MOST, perSource),
                reader.number("perTarget", 1, MOST, perTarget),
                reader.number("cloud", 1, MOST, cloud),
                reader.number("liveWeight", 1, MOST, liveWeight),
                reader.number("copyWeight", 1, MOST, copyWeight));
        reader.refuseProblems();
        return limits;
    }

    /** What a move by this method counts. */
    public int weight(Method method) {
        return method == Method.LIVE ? liveWeight : copyWeight;
    }
}
