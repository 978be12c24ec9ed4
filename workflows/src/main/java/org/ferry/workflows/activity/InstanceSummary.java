package org.ferry.workflows.activity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the plan of a whole host needs of each instance on it.
 *
 * @param priority value of its metadata {@code ferry:priority}, or null
 * @param diskGiB of local disks
 * @param serverGroups ids of the server groups that it is a member of; Nova's list does not tell them, its plan does
 */
public record InstanceSummary(
        String id,
        String name,
        @Nullable String priority,
        long vcpus,
        long memoryMiB,
        long diskGiB,
        List<String> serverGroups) {

    /** With what its plan tells. */
    public InstanceSummary in(List<String> groups) {
        return new InstanceSummary(id, name, priority, vcpus, memoryMiB, diskGiB, groups);
    }
}
