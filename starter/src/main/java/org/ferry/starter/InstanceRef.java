package org.ferry.starter;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.jspecify.annotations.Nullable;

/**
 * An instance that a person named.
 *
 * @param id uuid in lower case
 * @param name null when it was given by uuid
 */
record InstanceRef(String id, @Nullable String name) {
    private static final int LONGEST_NAME = 255;

    /** The instance that a uuid, a workflow id or, with a worker's help, a name means. */
    static InstanceRef resolve(String given, Temporal temporal) {
        return uuid(given).map(id -> new InstanceRef(id, null)).orElseGet(() -> {
            requireName(given);
            return only(given, temporal.find(given));
        });
    }

    /** The uuid, where one was given, alone or in a workflow id. */
    static Optional<String> uuid(String given) {
        String prefix = MigrateInstanceWorkflow.workflowId("");
        String text = given.startsWith(prefix) ? given.substring(prefix.length()) : given;
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            // UUID reads shortened groups too; only what it prints is what was typed.
            return UUID.fromString(lower).toString().equals(lower) ? Optional.of(lower) : Optional.empty();
        } catch (IllegalArgumentException notUuid) {
            return Optional.empty();
        }
    }

    /** Refuses what can't be an instance's name. */
    static void requireName(String given) {
        if (given.isBlank() || given.length() > LONGEST_NAME || given.chars().anyMatch(Character::isISOControl)) {
            throw new StarterException(
                    Exit.USAGE, "INSTANCE must be a uuid, a name or a workflow id; it is \"" + given + "\"");
        }
    }

    /** The one instance of a name. */
    static InstanceRef only(String name, List<Found> found) {
        if (found.isEmpty()) {
            throw new StarterException(
                    Exit.REFUSED, "No instance is named \"" + name + "\". Names must match exactly; give the uuid.");
        }
        if (found.size() > 1) {
            String list = found.stream()
                    .map(one -> "  %s  project %s  %s  %s"
                            .formatted(
                                    one.id(),
                                    one.project(),
                                    one.host().isEmpty() ? "no host" : one.host(),
                                    one.status()))
                    .collect(Collectors.joining("\n"));
            throw new StarterException(
                    Exit.REFUSED,
                    found.size() + " instances are named \"" + name + "\"; give the uuid of one:\n" + list);
        }
        return new InstanceRef(found.get(0).id(), found.get(0).name());
    }

    /** The name where it is known, else the uuid. */
    String title() {
        return name == null ? id : name;
    }
}
