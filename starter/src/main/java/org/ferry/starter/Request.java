package org.ferry.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.ferry.workflows.migrate.MigrationRequest;
import org.jspecify.annotations.Nullable;

/** The input of a run, from the command line: what was not given is not sent, so that the workflow's defaults hold. */
final class Request {
    /** Lets everything but the instance be checked before a name is looked up. */
    private static final String ANY_UUID = "00000000-0000-0000-0000-000000000000";

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("instance", "INSTANCE"),
            Map.entry("host", "HOST"),
            Map.entry("target", "--to"),
            Map.entry("method", "--method"),
            Map.entry("prefer", "--prefer"),
            Map.entry("forbid", "--forbid"),
            Map.entry("maxDowntime", "--max-downtime"),
            Map.entry("allowDisabledTarget", "--allow-disabled-target"),
            Map.entry("allowOvercommit", "--allow-overcommit"),
            Map.entry("ignorePolicy", "--ignore-policy"),
            Map.entry("dryRun", "ferry plan"),
            Map.entry("hold", "--hold"),
            Map.entry("patience", "--patience"),
            Map.entry("confirm", "--confirm"),
            Map.entry("onStall", "--on-stall"),
            Map.entry("stallAfter", "--stall-after"),
            Map.entry("steerLimit", "--steer-limit"),
            Map.entry("to", "--to"),
            Map.entry("window", "--window"),
            Map.entry("onBlocked", "--on-blocked"),
            Map.entry("parallel", "--parallel"),
            Map.entry("attempts", "--attempts"),
            Map.entry("at", "--at"),
            Map.entry("cron", "--cron"),
            Map.entry("timeZone", "--time-zone"),
            Map.entry("jitter", "--jitter"),
            Map.entry("overlap", "--overlap"),
            Map.entry("perSource", "--per-source"),
            Map.entry("perTarget", "--per-target"),
            Map.entry("cloud", "--cloud"),
            Map.entry("liveWeight", "--live-weight"),
            Map.entry("copyWeight", "--copy-weight"));

    /** A field in a message of the workflow, with a value or none; what follows "it is" was typed by a person. */
    private static final Pattern FIELD = Pattern.compile(
            "(?<!it is )\"(" + String.join("|", OPTIONS.keySet()) + ")\"(?:: ?true|(?:: ?\"([a-z-]+)\"))?");

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    /** Sets a field, where a value was given. */
    Request with(String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
        return this;
    }

    /** Sets a field, where values were given. */
    Request with(String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(json.putArray(field)::add);
        }
        return this;
    }

    /** Sets a flag, where it was given. */
    Request with(String field, boolean value) {
        if (value) {
            json.put(field, true);
        }
        return this;
    }

    /** Sets a number, where one was given. */
    Request with(String field, @Nullable Integer value) {
        if (value != null) {
            json.put(field, value);
        }
        return this;
    }

    /** The input, as it is. */
    ObjectNode json() {
        return json.deepCopy();
    }

    /** The input, for this instance. */
    ObjectNode of(String uuid) {
        return json().put("instance", uuid);
    }

    /** Refuses what is wrong with it as a migration's, before anything is asked or started. */
    void check() {
        check(of(ANY_UUID), MigrationRequest::parse);
    }

    /** Refuses, by the workflow's own rules, what is wrong with it, before anything is asked or started. */
    void check(Consumer<JsonNode> rules) {
        check(json, rules);
    }

    private static void check(JsonNode input, Consumer<JsonNode> rules) {
        try {
            rules.accept(input);
        } catch (ApplicationFailure bad) {
            throw new StarterException(Exit.USAGE, inOptions(bad.getOriginalMessage()), bad);
        }
    }

    /** A message of the workflow in the words of the command line. */
    static String inOptions(String message) {
        return FIELD.matcher(message)
                .replaceAll(
                        field -> OPTIONS.get(field.group(1)) + (field.group(2) == null ? "" : " " + field.group(2)));
    }
}
