package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.choose.Wishes;
import org.ferry.workflows.request.RequestReader;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param instance uuid, in lower case
 * @param wishes target, method, and what they may cost
 * @param dryRun whether to plan only, touching nothing
 * @param hold how long the source's files are kept after a manual move; 24 h unless given
 * @param patience how long a target that does not answer, or a copy without progress, is waited for while the instance
 *     is down, before it goes back to the source; 5 min unless given
 * @param confirm what becomes of a cold migration; {@code auto} unless given
 * @param onStall what is done about a live migration without progress; {@code abort} unless given
 * @param stallAfter how long a live migration may make no progress; 2 min unless given
 * @param steerLimit how long the other hosts may stay disabled for a forced cold migration; 5 min unless given
 * @param startBefore when it has not got its turn by then it does not begin any more; null: whenever that is
 */
public record MigrationRequest(
        String instance,
        Wishes wishes,
        boolean dryRun,
        Duration hold,
        Duration patience,
        Confirm confirm,
        OnStall onStall,
        Duration stallAfter,
        Duration steerLimit,
        @Nullable Instant startBefore) {

    /**
     * Reads a request from JSON.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad or unknown field at once
     */
    public static MigrationRequest parse(@Nullable JsonNode json) {
        RequestReader reader = RequestReader.of(json, FIELDS, EXAMPLE);
        String instance = reader.uuid("instance");
        Wishes wishes = new Wishes(
                reader.host("target"),
                reader.methodOrAuto("method"),
                reader.method("prefer"),
                reader.methods("forbid"),
                reader.duration("maxDowntime", Duration.ZERO),
                reader.flag("allowDisabledTarget"),
                reader.flag("allowOvercommit"),
                reader.flag("ignorePolicy"));
        if (wishes.method() != null
                && (wishes.prefer() != null || !wishes.forbid().isEmpty())) {
            reader.problem("\"prefer\" and \"forbid\" choose among methods; \"method\" names one already");
        }
        if (wishes.method() == Method.FORCED_COLD && wishes.target() == null) {
            reader.problem("\"target\" is missing: forced-cold forces the instance to a host that you name");
        }
        MigrationRequest request = new MigrationRequest(
                instance,
                wishes,
                reader.flag("dryRun"),
                reader.duration("hold", Duration.ZERO, Duration.ofHours(24)),
                reader.duration("patience", Duration.ofSeconds(1), Duration.ofMinutes(5)),
                reader.oneOf("confirm", Confirm.AUTO),
                reader.oneOf("onStall", OnStall.ABORT),
                reader.duration("stallAfter", Duration.ofSeconds(5), Duration.ofMinutes(2)),
                reader.duration("steerLimit", Duration.ofSeconds(10), Duration.ofMinutes(5)),
                reader.moment("startBefore"));
        reader.refuseProblems();
        return request;
    }

    /** How the method is named: one, or {@code auto}. */
    String methodText() {
        return wishes.method() == null ? RequestReader.AUTO : wishes.method().text();
    }

    private static final String EXAMPLE = "{\"instance\":\"<uuid>\",\"target\":\"<host>\"}";

    /** The fields that there are. */
    private static final Set<String> FIELDS = Set.of(
            "instance",
            "target",
            "method",
            "prefer",
            "forbid",
            "maxDowntime",
            "allowDisabledTarget",
            "allowOvercommit",
            "ignorePolicy",
            "dryRun",
            "hold",
            "patience",
            "confirm",
            "onStall",
            "stallAfter",
            "steerLimit",
            "startBefore");
}
