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
 * @param planned whether the plan for it was meant, given by its workflow id, and not the migration
 */
record InstanceRef(String id, @Nullable String name, boolean planned) implements RunRef {
    private static final int LONGEST_NAME = 255;
    private static final String MIGRATION = MigrateInstanceWorkflow.workflowId("");
    private static final String PLAN = MigrateInstanceWorkflow.planId("");

    /** The instance that a uuid, a workflow id or, with a worker's help, a name means. */
    static InstanceRef resolve(String given, Temporal temporal) {
        boolean planned = given.startsWith(PLAN);
        return uuid(given).map(id -> new InstanceRef(id, null, planned)).orElseGet(() -> {
            requireName(given);
            return only(given, temporal.answers().find(given));
        });
    }

    /** The uuid, where one was given, alone or in a workflow id. */
    static Optional<String> uuid(String given) {
        String lower = withoutPrefix(PLAN, withoutPrefix(MIGRATION, given)).toLowerCase(Locale.ROOT);
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
        return new InstanceRef(found.get(0).id(), found.get(0).name(), false);
    }

    @Override
    public String workflowId() {
        return planned ? MigrateInstanceWorkflow.planId(id) : MigrateInstanceWorkflow.workflowId(id);
    }

    @Override
    public String what() {
        return "migration of " + title();
    }

    @Override
    public MigrationView view(Temporal temporal) {
        return new MigrationView(temporal.reader(this));
    }

    /** The name where it is known, else the uuid. */
    String title() {
        return name == null ? id : name;
    }

    private static String withoutPrefix(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
