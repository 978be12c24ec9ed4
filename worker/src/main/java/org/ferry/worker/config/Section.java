package org.ferry.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One section of the file. A value that is missing or bad becomes a problem and a stand-in is returned, so that reading
 * goes on and finds the next problem.
 */
final class Section {
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})([kMG]?)");

    private final String path;
    private final JsonNode node;
    private final List<String> problems;
    private final Set<String> known = new TreeSet<>();

    Section(String path, JsonNode node, List<String> problems) {
        this.path = path;
        this.problems = problems;
        if (node.isObject()) {
            this.node = node;
        } else {
            this.node = JsonNodeFactory.instance.objectNode();
            if (!node.isMissingNode() && !node.isNull()) {
                problems.add((path.isEmpty() ? "the file" : path) + " must be a section with keys");
            }
        }
    }

    /** A section below; an empty one where it is missing, so that its required keys are told. */
    Section section(String key) {
        known.add(key);
        return new Section(name(key), node.path(key), problems);
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Text that must be there. */
    String text(String key) {
        String value = optional(key);
        if (value == null) {
            if (!has(key)) {
                problem(key, "is missing");
            }
            return "";
        }
        return value;
    }

    String text(String key, String otherwise) {
        String value = optional(key);
        return value == null ? otherwise : value;
    }

    @Nullable
    String optional(String key) {
        known.add(key);
        if (!has(key)) {
            return null;
        }
        JsonNode value = node.path(key);
        if (!(value.isTextual() || value.isNumber()) || value.asText().isBlank()) {
            problem(key, "must be text; put it in quotes if it looks like something else");
            return null;
        }
        return value.asText();
    }

    boolean flag(String key, boolean otherwise) {
        known.add(key);
        if (has(key) && !node.path(key).isBoolean()) {
            problem(key, "must be true or false");
        }
        return node.path(key).asBoolean(otherwise);
    }

    /** A TCP port from {@code least} on. */
    int port(String key, int otherwise, int least) {
        known.add(key);
        JsonNode value = node.path(key);
        if (has(key) && (!value.isInt() || value.intValue() < least || value.intValue() > 65535)) {
            problem(key, "must be a port, " + least + " to 65535");
            return otherwise;
        }
        return value.asInt(otherwise);
    }

    int number(String key, int otherwise) {
        known.add(key);
        if (has(key) && !node.path(key).isInt()) {
            problem(key, "must be a number");
        }
        return node.path(key).asInt(otherwise);
    }

    /** One of an enumeration's names, in lower case. */
    <E extends Enum<E>> E choice(String key, E otherwise) {
        String value = optional(key);
        if (value == null) {
            return otherwise;
        }
        List<E> choices = List.of(otherwise.getDeclaringClass().getEnumConstants());
        Optional<E> chosen =
                choices.stream().filter(choice -> name(choice).equals(value)).findFirst();
        if (chosen.isEmpty()) {
            problem(key, "must be one of " + choices.stream().map(Section::name).toList() + ", not \"" + value + "\"");
        }
        return chosen.orElse(otherwise);
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** Such as 500k, 100M or 2G: bytes in a second. */
    @Nullable
    Long bytesPerSecond(String key) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        Matcher matcher = RATE.matcher(value);
        if (!matcher.matches()) {
            problem(key, "must be bytes a second such as 500k, 100M or 2G, not \"" + value + "\"");
            return null;
        }
        long unit = switch (matcher.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** Such as 30s, 5m or 1h30m. */
    @Nullable
    Duration duration(String key) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (DateTimeParseException malformed) {
            // Told below, with what is too short.
        }
        problem(key, "must be a time such as 30s, 5m or 1h30m, not \"" + value + "\"");
        return null;
    }

    /** A file that must be there and be readable. */
    Path file(String key) {
        String value = text(key);
        Path file = Path.of(value);
        if (!value.isEmpty() && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            problem(
                    key,
                    "names " + file + ", which "
                            + (Files.exists(file)
                                    ? "the worker's user can't read: change its owner or mode"
                                    : "does not exist"));
        }
        return file;
    }

    /** A folder, where one is named, that must be there and be writable. */
    @Nullable
    Path folder(String key) {
        String value = optional(key);
        if (value == null) {
            return null;
        }
        Path folder = Path.of(value);
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            problem(
                    key,
                    "names " + folder + ", which "
                            + (Files.isDirectory(folder)
                                    ? "the worker's user can't write to: change its owner or mode"
                                    : "is no folder: make it"));
        }
        return folder;
    }

    /** Keys and texts of a section whose keys are names. */
    Map<String, String> texts(String key) {
        known.add(key);
        Section below = new Section(name(key), node.path(key), problems);
        Map<String, String> texts = new TreeMap<>();
        below.node.fieldNames().forEachRemaining(entry -> texts.put(entry, below.text(entry)));
        return texts;
    }

    /** To be called when all keys were asked for: any other is a mistake. */
    void refuseUnknown() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problem(key, "is not a key; " + (path.isEmpty() ? "the file" : path) + " has " + known);
            }
        });
    }

    void problem(String key, String what) {
        problems.add(name(key) + " " + what);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
