package org.ferry.workflows.migrate;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.Port;

/**
 * Everything that a look at the world told, and that the checks and the steps of a migration need.
 *
 * @param cloud what APIs and databases say
 * @param source what the source host has of the instance
 * @param destination what the target host has of it, which should be nothing
 */
record Facts(Cloud cloud, HostFacts source, HostFacts destination) {

    /**
     * What can be known without a compute host's answer.
     *
     * @param allocations what the instance holds: provider to resource class to amount
     * @param sourceCapacity provider of the source
     * @param targetCapacity provider of the target
     */
    record Cloud(
            Instance instance,
            InstanceRow row,
            List<MigrationRecord> migrations,
            List<AttachedVolume> volumes,
            List<Port> ports,
            Map<String, Map<String, Long>> allocations,
            Capacity sourceCapacity,
            ComputeHost target,
            ComputeNode targetNode,
            Capacity targetCapacity) {}

    /** Images that the target has to get first. */
    List<HostFacts.BaseImage> missingBaseImages() {
        return source.baseImages().stream()
                .filter(image -> destination.baseImages().stream()
                        .noneMatch(there -> there.name().equals(image.name()) && there.size() == image.size()))
                .toList();
    }

    /** Bytes that the copy takes on the target. */
    long bytesToCopy() {
        return source.directoryBytes()
                + missingBaseImages().stream()
                        .mapToLong(HostFacts.BaseImage::allocated)
                        .sum();
    }
}
