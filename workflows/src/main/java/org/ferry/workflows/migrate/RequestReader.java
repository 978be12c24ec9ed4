package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Method;
import org.jspecify.annotations.Nullable;

/** Reads a request field by field and collects what is wrong with it. */
final class RequestReader {
    /** Leaves the choice of the method to Ferry. */
    static final String AUTO = "auto";

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private RequestReader(JsonNode json) {
        this.json = json;
        json.fieldNames().forEachRemaining(name -> {
            if (!MigrationRequest.FIELDS.contains(name)) {
                problem("unknown field \"" + name + "\"; known are "
                        + String.join(", ", new TreeSet<>(MigrationRequest.FIELDS)));
            }
        });
    }

    static RequestReader of(@Nullable JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Failures.of(
                    Failures.REFUSED,
                    "the input must be one JSON object, for example {\"instance\":\"<uuid>\",\"target\":\"<host>\"}; it is "
                            + (json == null ? "missing" : json));
        }
        return new RequestReader(json);
    }

    String uuid(String field) {
        String value = matching(field, UUID, "the instance's uuid in lower case");
        return value == null ? "" : value;
    }

    @Nullable
    String host(String field) {
        return json.has(field) ? matching(field, HOST, "the name of a compute host") : null;
    }

    /** The method, or null for {@code auto}, which holds when there is none. */
    @Nullable
    Method methodOrAuto(String field) {
        JsonNode value = json.path(field);
        return value.isMissingNode() || (value.isTextual() && value.textValue().equals(AUTO))
                ? null
                : method(field, value, AUTO + ", " + Method.names());
    }

    @Nullable
    Method method(String field) {
        return json.has(field) ? method(field, json.path(field), Method.names()) : null;
    }

    Set<Method> methods(String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && !value.isArray()) {
            problem("\"" + field + "\" must be a list of methods such as [\"manual\"]; " + found(value));
        }
        Set<Method> methods = new LinkedHashSet<>();
        for (JsonNode each : value) {
            Method method = method(field, each, Method.names());
            if (method != null) {
                methods.add(method);
            }
        }
        return methods;
    }

    /** The duration, or null when there is none. */
    @Nullable
    Duration duration(String field, Duration least) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        Duration parsed = value.isTextual() ? Durations.parse(value.textValue()) : null;
        if (parsed == null || parsed.compareTo(least) < 0) {
            problem("\"" + field + "\" must be a duration such as \"24h\", \"30m\", \"45s\""
                    + (least.isZero() ? " or \"0s\"" : ", at least " + least.toSeconds() + "s") + "; " + found(value));
            return null;
        }
        return parsed;
    }

    Duration duration(String field, Duration least, Duration otherwise) {
        Duration value = duration(field, least);
        return value == null ? otherwise : value;
    }

    <E extends Enum<E>> E oneOf(String field, E otherwise) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        List<E> all = Arrays.asList(otherwise.getDeclaringClass().getEnumConstants());
        return all.stream()
                .filter(each -> value.isTextual() && word(each).equals(value.textValue()))
                .findFirst()
                .orElseGet(() -> {
                    problem("\"" + field + "\" must be one of: "
                            + all.stream().map(RequestReader::word).collect(Collectors.joining(", ")) + "; "
                            + found(value));
                    return otherwise;
                });
    }

    boolean flag(String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problem("\"" + field + "\" must be true or false; " + found(value));
        }
        return value.asBoolean(false);
    }

    void problem(String text) {
        problems.add(text);
    }

    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw Failures.of(Failures.REFUSED, String.join("\n", problems));
        }
    }

    private @Nullable String matching(String field, Pattern pattern, String expected) {
        JsonNode value = json.path(field);
        if (value.isTextual() && pattern.matcher(value.textValue()).matches()) {
            return value.textValue();
        }
        problem("\"" + field + "\" must be " + expected + "; " + found(value));
        return null;
    }

    private @Nullable Method method(String field, JsonNode value, String names) {
        return Method.named(value.asText()).orElseGet(() -> {
            problem("\"" + field + "\" must be one of: " + names + "; " + found(value));
            return null;
        });
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() ? "it is missing" : "it is " + value;
    }
}
