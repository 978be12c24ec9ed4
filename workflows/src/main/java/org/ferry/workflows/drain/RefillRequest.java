package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Set;
import org.ferry.workflows.request.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param host compute host to fill again
 * @param bringHome whether the instances come back that the last drain took away
 * @param parallel how many of them at once, as far as the limits of the cloud allow; 4 unless given
 * @param enableAnyway whether to enable nova-compute also where a person has disabled it for his own reason
 */
record RefillRequest(String host, boolean bringHome, int parallel, boolean enableAnyway) {
    private static final Set<String> FIELDS = Set.of("host", "bringHome", "parallel", "enableAnyway");
    private static final String EXAMPLE = "{\"host\":\"compute-1\",\"bringHome\":true}";
    private static final int MOST_PARALLEL = 100;

    /**
     * Reads a request from JSON.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad or unknown field at once
     */
    static RefillRequest parse(@Nullable JsonNode json) {
        RequestReader reader = RequestReader.of(json, FIELDS, EXAMPLE);
        String host = reader.host("host");
        if (host == null && !Objects.requireNonNull(json).has("host")) {
            reader.problem("\"host\" is missing: name the compute host to fill again");
        }
        RefillRequest request = new RefillRequest(
                host == null ? "" : host,
                reader.flag("bringHome"),
                reader.number("parallel", 1, MOST_PARALLEL, 4),
                reader.flag("enableAnyway"));
        reader.refuseProblems();
        return request;
    }
}
