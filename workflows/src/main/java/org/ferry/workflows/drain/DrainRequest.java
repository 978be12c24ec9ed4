package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.request.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param host compute host to empty
 * @param dryRun whether to plan only, touching nothing
 * @param to the only hosts that instances may go to; empty: any
 * @param window when moves may begin; null: at once
 * @param onBlocked what to do when an instance can't be moved; {@code refuse} unless given
 * @param attempts how often an instance is moved before it is left for a person; 3 unless given
 * @param parallel how many moves are begun at once, as far as the limits of the cloud allow; 4 unless given
 * @param prefer the method to try first where it is possible
 * @param forbid methods that must not be used
 * @param maxDowntime how long an instance may be down by its estimate
 * @param allowOvercommit whether more of a target's memory may be promised than it has
 * @param ignorePolicy whether to move instances against the policy in their metadata
 */
public record DrainRequest(
        String host,
        boolean dryRun,
        List<String> to,
        @Nullable Window window,
        OnBlocked onBlocked,
        int attempts,
        int parallel,
        @Nullable Method prefer,
        Set<Method> forbid,
        @Nullable Duration maxDowntime,
        boolean allowOvercommit,
        boolean ignorePolicy) {
    private static final String EXAMPLE = "{\"host\":\"compute-1\"}";
    private static final int MOST_ATTEMPTS = 20;
    private static final int MOST_PARALLEL = 100;
    private static final Set<String> FIELDS = Set.of(
            "host",
            "dryRun",
            "to",
            "window",
            "onBlocked",
            "attempts",
            "parallel",
            "prefer",
            "forbid",
            "maxDowntime",
            "allowOvercommit",
            "ignorePolicy");

    /** What to do about instances that can't be moved as things are. */
    public enum OnBlocked {
        /** Touch nothing. */
        REFUSE,
        /** Move the others. */
        SKIP,
        /** Wait until they can, or until a person says {@code skip}. */
        WAIT
    }

    /**
     * Reads a request from JSON.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad or unknown field at once
     */
    public static DrainRequest parse(@Nullable JsonNode json) {
        RequestReader reader = RequestReader.of(json, FIELDS, EXAMPLE);
        String host = reader.host("host");
        if (host == null && !Objects.requireNonNull(json).has("host")) {
            reader.problem("\"host\" is missing: name the compute host to empty");
        }
        DrainRequest request = new DrainRequest(
                host == null ? "" : host,
                reader.flag("dryRun"),
                reader.hosts("to"),
                reader.parsed("window", Window::parse),
                reader.oneOf("onBlocked", OnBlocked.REFUSE),
                reader.number("attempts", 1, MOST_ATTEMPTS, 3),
                reader.number("parallel", 1, MOST_PARALLEL, 4),
                reader.method("prefer"),
                reader.methods("forbid"),
                reader.duration("maxDowntime", Duration.ZERO),
                reader.flag("allowOvercommit"),
                reader.flag("ignorePolicy"));
        if (request.to().contains(request.host())) {
            reader.problem("\"to\" has the host that is to be emptied");
        }
        reader.refuseProblems();
        return request;
    }

    /** The request to plan the move of an instance. */
    ObjectNode planOf(String instance) {
        ObjectNode plan = common(instance).put("dryRun", true);
        return to.size() == 1 ? plan.put("target", to.get(0)) : plan;
    }

    /**
     * The request to move an instance.
     *
     * @param deadline when it is too late to begin, or null
     */
    ObjectNode moveOf(String instance, String target, @Nullable Instant deadline) {
        ObjectNode move = common(instance).put("target", target);
        if (deadline != null) {
            move.put("startBefore", deadline.toString());
        }
        return move;
    }

    private ObjectNode common(String instance) {
        ObjectNode move = JsonNodeFactory.instance.objectNode().put("instance", instance);
        if (prefer != null) {
            move.put("prefer", prefer.text());
        }
        ArrayNode forbidden = move.putArray("forbid");
        forbid.forEach(method -> forbidden.add(method.text()));
        if (maxDowntime != null) {
            long hours = maxDowntime.toHours();
            move.put("maxDowntime", hours + "h" + maxDowntime.minusHours(hours).toSeconds() + "s");
        }
        return move.put("allowOvercommit", allowOvercommit).put("ignorePolicy", ignorePolicy);
    }
}
