package org.ferry.workflows.hosts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compute host, what it has and who uses it.
 *
 * @param up whether nova-compute reports in time
 * @param disabledReason the reason that was given when it was disabled
 * @param instances how many instances Nova has on it
 * @param freeDiskBytes really free below instances_path; -1 where the host did not answer
 * @param freeMemoryBytes really available on the host; -1 where it did not answer
 * @param unreachable why the host did not answer, or null
 */
public record HostCapacity(
        String host,
        String zone,
        List<String> aggregates,
        boolean up,
        boolean enabled,
        @Nullable String disabledReason,
        int instances,
        Use vcpus,
        Use memoryMiB,
        Use diskGiB,
        List<Project> projects,
        long freeDiskBytes,
        long freeMemoryBytes,
        @Nullable String unreachable) {

    /**
     * One resource.
     *
     * @param total what there is, less what is reserved for the host itself
     * @param ratio how many times over it may be claimed
     * @param claimed what is claimed in Placement
     * @param usedMax what the instances on it may use by their flavors
     */
    public record Use(long total, double ratio, long claimed, long usedMax) {}

    /** What one project's instances may use by their flavors. */
    public record Project(String project, int instances, long vcpus, long memoryMiB, long diskGiB) {}
}
