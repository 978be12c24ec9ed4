package org.ferry.activities.openstack;

import java.util.Set;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.NovaMoveState;
import org.jspecify.annotations.Nullable;

/**
 * What Nova says of a move at one moment.
 *
 * @param instance read before the record: an idle instance without a record has none that is still to come
 * @param migration the move's record, null while there is none
 */
record MoveLook(Instance instance, @Nullable MigrationRecord migration) {
    private static final Set<String> GIVEN_UP = Set.of("error", "failed", "cancelled");
    private static final Set<String> TASKS = Set.of(
            "resize_prep",
            "resize_migrating",
            "resize_migrated",
            "resize_finish",
            "resize_reverting",
            "resize_confirming",
            "migrating");

    /** Of Nova's record; empty while there is none. */
    String status() {
        return migration == null ? "" : migration.status();
    }

    /** Host that the record names as the move's; empty until Nova has chosen one. */
    String target() {
        return migration == null ? "" : migration.targetHost();
    }

    /** Whether nothing goes on with the instance. */
    boolean isIdle() {
        return instance.taskState() == null;
    }

    boolean isInError() {
        return instance.vmState().equals("error");
    }

    /** VERIFY_RESIZE, or being confirmed, which sets no task. */
    boolean isResized() {
        return instance.vmState().equals("resized");
    }

    /** Whether the record says that Nova gave up. */
    boolean isGivenUp() {
        return GIVEN_UP.contains(status());
    }

    /** Whether Nova has taken an order to move: it sets the task before it answers, and writes the record later. */
    boolean isTaken() {
        return migration != null || isMoving();
    }

    /** Whether the instance's task is one of a move. */
    boolean isMoving() {
        return TASKS.contains(String.valueOf(instance.taskState()));
    }

    boolean isOn(String host) {
        return instance.host().equals(host);
    }

    NovaMoveState state() {
        return state(0, 0);
    }

    NovaMoveState state(long memoryBytes, long diskBytes) {
        return migration == null
                ? new NovaMoveState(instance.host(), "", 0, "", memoryBytes, diskBytes)
                : new NovaMoveState(
                        instance.host(), status(), migration.id(), migration.uuid(), memoryBytes, diskBytes);
    }

    /** For messages. */
    String now() {
        String task = isIdle() ? "without a task" : "task " + instance.taskState();
        String record = migration == null
                ? "no migration record"
                : "migration " + migration.id() + " to " + (target().isEmpty() ? "no host yet" : target()) + " is "
                        + status();
        return "Nova has instance " + instance.id() + " on " + instance.host() + ", " + instance.vmState() + ", " + task
                + "; " + record;
    }
}
