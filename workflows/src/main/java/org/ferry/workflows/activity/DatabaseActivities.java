package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nova's cell databases: the only part of a manual move that no API offers. */
@ActivityInterface(namePrefix = "Database_")
public interface DatabaseActivities {
    /** The instance's row. Fails with REFUSED when no configured cell has it. */
    InstanceRow readInstance(String instanceId);

    /** The host's compute node. Fails with REFUSED when no configured cell has it. */
    ComputeNode findComputeNode(String host);

    /** Host names of all hypervisors of the cell, in their order; REFUSED when no such cell is configured. */
    List<String> listHypervisors(String cell);

    /**
     * The point of no return: one compare-and-set on the instance's row from the source to the target, only while the
     * instance is stopped, has no task, is not deleted and was not changed since it was looked at. A row that is on the
     * target already is success: it was this run's commit whose answer was lost. Anything else fails with WORLD_CHANGED
     * and says what was found.
     */
    void reassign(Reassignment reassignment);

    /**
     * Deletes the instance's console tokens, which name the source host (Rocky and later).
     *
     * @return how many there were
     */
    int revokeConsoleTokens(InstanceInCell instance);

    /** An instance and the cell that its row is in. */
    record InstanceInCell(String instanceId, String cell) {}

    /**
     * From where to where a row goes.
     *
     * @param updatedAt {@link InstanceRow#updatedAt}, when all was seen to be as it has to be
     */
    record Reassignment(
            String instanceId,
            String sourceHost,
            ComputeNode target,
            String availabilityZone,
            @Nullable String updatedAt) {}
}
