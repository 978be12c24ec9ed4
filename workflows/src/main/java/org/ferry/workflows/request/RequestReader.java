package org.ferry.workflows.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Method;
import org.jspecify.annotations.Nullable;

/** Reads a request field by field and collects what is wrong with it. */
public final class RequestReader {
    /** Leaves the choice of the method to Ferry. */
    public static final String AUTO = "auto";

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6}[dhms])+");

    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private RequestReader(JsonNode json, Set<String> fields) {
        this.json = json;
        json.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                problem("unknown field \"" + name + "\"; known are " + String.join(", ", new TreeSet<>(fields)));
            }
        });
    }

    /**
     * Begins to read.
     *
     * @param fields those that there are
     * @param example a right input, for the one who has given none
     * @throws io.temporal.failure.ApplicationFailure of type REFUSED when it is no object
     */
    public static RequestReader of(@Nullable JsonNode json, Set<String> fields, String example) {
        if (json == null || !json.isObject()) {
            throw Failures.of(
                    Failures.REFUSED,
                    "the input must be one JSON object, for example " + example + "; it is "
                            + (json == null ? "missing" : json));
        }
        return new RequestReader(json, fields);
    }

    /** A uuid; empty where it is wrong. */
    public String uuid(String field) {
        String value = matching(field, UUID, "the instance's uuid in lower case");
        return value == null ? "" : value;
    }

    /** A host's name, or null when there is none. */
    public @Nullable String host(String field) {
        return json.has(field) ? matching(field, HOST, "the name of a compute host") : null;
    }

    /** The method, or null for {@code auto}, which holds when there is none. */
    public @Nullable Method methodOrAuto(String field) {
        JsonNode value = json.path(field);
        return value.isMissingNode() || (value.isTextual() && value.textValue().equals(AUTO))
                ? null
                : method(field, value, AUTO + ", " + Method.names());
    }

    /** A method, or null when there is none. */
    public @Nullable Method method(String field) {
        return json.has(field) ? method(field, json.path(field), Method.names()) : null;
    }

    /** A list of methods; empty when there is none. */
    public Set<Method> methods(String field) {
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
    public @Nullable Duration duration(String field, Duration least) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        Duration parsed = value.isTextual() ? parsed(value.textValue()) : null;
        if (parsed == null || parsed.compareTo(least) < 0) {
            problem("\"" + field + "\" must be a duration such as \"24h\", \"30m\", \"45s\""
                    + (least.isZero() ? " or \"0s\"" : ", at least " + least.toSeconds() + "s") + "; " + found(value));
            return null;
        }
        return parsed;
    }

    /** The duration, or another when there is none. */
    public Duration duration(String field, Duration least, Duration otherwise) {
        Duration value = duration(field, least);
        return value == null ? otherwise : value;
    }

    /** One of the words of an enum, in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(String field, E otherwise) {
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

    /** A truth value; false when there is none. */
    public boolean flag(String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problem("\"" + field + "\" must be true or false; " + found(value));
        }
        return value.asBoolean(false);
    }

    /** A whole number, or another when there is none. */
    public int number(String field, int least, int most, int otherwise) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < least
                || value.intValue() > most) {
            problem("\"" + field + "\" must be a whole number from " + least + " to " + most + "; " + found(value));
            return otherwise;
        }
        return value.intValue();
    }

    /** A list of hosts' names; empty when there is none. */
    public List<String> hosts(String field) {
        JsonNode value = json.path(field);
        List<String> hosts = new ArrayList<>();
        boolean right = value.isMissingNode() || value.isArray();
        for (JsonNode each : value) {
            right &= each.isTextual() && HOST.matcher(each.textValue()).matches();
            hosts.add(each.asText());
        }
        if (!right) {
            problem("\"" + field + "\" must be a list of compute hosts such as [\"compute-2\"]; " + found(value));
        }
        return hosts;
    }

    /** A moment such as {@code 2026-01-31T22:00:00Z}, or null when there is none. */
    public @Nullable Instant moment(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        try {
            return Instant.parse(value.asText());
        } catch (DateTimeParseException wrong) {
            problem("\"" + field + "\" must be a moment such as \"2026-01-31T22:00:00Z\"; " + found(value));
            return null;
        }
    }

    /** What a text stands for, or null when there is none. */
    public <T> @Nullable T parsed(String field, Function<String, T> form) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        try {
            return form.apply(value.asText());
        } catch (IllegalArgumentException wrong) {
            problem("\"" + field + "\": " + wrong.getMessage() + "; " + found(value));
            return null;
        }
    }

    /** What each text of a list stands for, but for those that stand for nothing. */
    public <T> List<T> allParsed(String field, Function<String, T> form) {
        List<T> all = new ArrayList<>();
        for (JsonNode each : json.path(field)) {
            try {
                all.add(form.apply(each.asText()));
            } catch (IllegalArgumentException wrong) {
                problem("\"" + field + "\": " + wrong.getMessage() + "; " + found(each));
            }
        }
        return all;
    }

    /** Adds something else that is wrong. */
    public void problem(String text) {
        problems.add(text);
    }

    /** Fails with REFUSED when anything was wrong, naming all of it. */
    public void refuseProblems() {
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
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@code 24h}, {@code 1h30m}, {@code 45s}, {@code 2d}, or null for anything else. Never negative. */
    private static @Nullable Duration parsed(String text) {
        if (!DURATION.matcher(text).matches()) {
            return null;
        }
        int endOfDays = text.indexOf('d') + 1;
        String days = text.substring(0, endOfDays);
        String rest = text.substring(endOfDays);
        try {
            return Duration.parse(("P" + days + (rest.isEmpty() ? "" : "T" + rest)).toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException outOfOrder) {
            return null;
        }
    }

    private static String found(JsonNode value) {
        return value.isMissingNode() ? "it is missing" : "it is " + value;
    }
}
