package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ferry.workflows.Failures;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param instance uuid, in lower case
 * @param target compute host to move to
 * @param method how; {@code manual} unless given
 * @param hold how long the source's files are kept; 24 h unless given
 * @param patience how long a target that does not answer, or a copy without progress, is waited for while the instance
 *     is down, before it goes back to the source; 5 min unless given
 * @param allowDisabledTarget whether the target's nova-compute may be disabled; false unless given
 */
public record MigrationRequest(
        String instance, String target, Method method, Duration hold, Duration patience, boolean allowDisabledTarget) {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");
    private static final Set<String> FIELDS =
            new TreeSet<>(Set.of("instance", "target", "method", "hold", "patience", "allowDisabledTarget"));

    /**
     * Reads a request from JSON.
     *
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED that names every bad or unknown field at once
     */
    public static MigrationRequest parse(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Failures.of(
                    Failures.REFUSED,
                    "the input must be one JSON object, for example {\"instance\":\"<uuid>\",\"target\":\"<host>\"}; it is "
                            + (json == null ? "missing" : json));
        }
        Reader reader = new Reader(json);
        MigrationRequest request = new MigrationRequest(
                reader.text("instance", UUID, "the instance's uuid in lower case"),
                reader.text("target", HOST, "the name of a compute host"),
                reader.method(),
                reader.duration("hold", Duration.ofHours(24), Duration.ZERO),
                reader.duration("patience", Duration.ofMinutes(5), Duration.ofSeconds(1)),
                reader.flag("allowDisabledTarget"));
        reader.refuseProblems();
        return request;
    }

    /** Reads field by field and collects what is wrong. */
    private static final class Reader {
        private final JsonNode json;
        private final List<String> problems = new ArrayList<>();

        Reader(JsonNode json) {
            this.json = json;
            json.fieldNames().forEachRemaining(name -> {
                if (!FIELDS.contains(name)) {
                    problems.add("unknown field \"" + name + "\"; known are " + String.join(", ", FIELDS));
                }
            });
        }

        String text(String field, Pattern pattern, String expected) {
            JsonNode value = json.path(field);
            if (value.isTextual() && pattern.matcher(value.textValue()).matches()) {
                return value.textValue();
            }
            problems.add("\"" + field + "\" must be " + expected + "; " + found(value));
            return "";
        }

        Method method() {
            JsonNode value = json.path("method");
            if (value.isMissingNode()) {
                return Method.MANUAL;
            }
            return Method.named(value.asText()).orElseGet(() -> {
                problems.add("\"method\" must be one of: " + Method.names() + "; " + found(value));
                return Method.MANUAL;
            });
        }

        Duration duration(String field, Duration otherwise, Duration least) {
            JsonNode value = json.path(field);
            if (value.isMissingNode()) {
                return otherwise;
            }
            Duration parsed = value.isTextual() ? Durations.parse(value.textValue()) : null;
            if (parsed == null || parsed.compareTo(least) < 0) {
                problems.add("\"" + field + "\" must be a duration such as \"24h\", \"30m\", \"45s\""
                        + (least.isZero() ? " or \"0s\"" : "") + "; " + found(value));
                return otherwise;
            }
            return parsed;
        }

        boolean flag(String field) {
            JsonNode value = json.path(field);
            if (!value.isMissingNode() && !value.isBoolean()) {
                problems.add("\"" + field + "\" must be true or false; " + found(value));
            }
            return value.asBoolean(false);
        }

        void refuseProblems() {
            if (!problems.isEmpty()) {
                throw Failures.of(Failures.REFUSED, String.join("\n", problems));
            }
        }

        private static String found(JsonNode value) {
            return value.isMissingNode() ? "it is missing" : "it is " + value;
        }
    }
}
