package org.ferry.workflows.choose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;

/**
 * Everything that a look at the world told, and that the choice and the steps of a migration need.
 *
 * @param cloud what APIs and databases say
 * @param source what the source host has of the instance
 * @param destination what the target host has of it, which should be nothing
 */
public record Facts(Cloud cloud, HostFacts source, HostFacts destination) {
    /** File systems that several hosts mount at once. */
    private static final Set<String> NETWORK_FILE_SYSTEMS =
            Set.of("nfs", "nfs4", "ceph", "cifs", "fuse.glusterfs", "glusterfs", "gfs2", "ocfs2", "lustre", "gpfs");

    /**
     * What can be known without a compute host's answer.
     *
     * @param allocations what the instance holds: provider to resource class to amount
     * @param sourceCapacity provider of the source
     * @param targetCapacity provider of the target
     * @param source the host that it is on
     * @param groups its server groups
     * @param inFlight migrations of Ferry's that go on now
     * @param apiVersion newest microversion of Nova's API
     */
    public record Cloud(
            Instance instance,
            InstanceRow row,
            List<MigrationRecord> migrations,
            List<AttachedVolume> volumes,
            List<Port> ports,
            Map<String, Map<String, Long>> allocations,
            Capacity sourceCapacity,
            ComputeHost target,
            ComputeNode targetNode,
            Capacity targetCapacity,
            ComputeHost source,
            List<ServerGroup> groups,
            List<RunInFlight> inFlight,
            String apiVersion) {

        /** Whether Nova's API has what came with a microversion. */
        boolean has(String microversion) {
            return ApiVersion.parse(apiVersion).has(ApiVersion.parse(microversion));
        }

        /** Id of the newest migration record; 0 where there is none. */
        public long newestMigration() {
            return migrations.stream().mapToLong(MigrationRecord::id).max().orElse(0);
        }

        /** What the instance holds on its host: resource class to amount. */
        Map<String, Long> held() {
            return allocations.getOrDefault(sourceCapacity.providerId(), Map.of());
        }

        /** Resource classes that it holds of other providers: of a card or an agent of its host, or of another host. */
        Set<String> heldElsewhere() {
            return allocations.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(sourceCapacity.providerId()))
                    .flatMap(entry -> entry.getValue().keySet().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Images that the target has to get first. */
    public List<HostFacts.BaseImage> missingBaseImages() {
        return source.baseImages().stream()
                .filter(image -> destination.baseImages().stream()
                        .noneMatch(there -> there.name().equals(image.name()) && there.size() == image.size()))
                .toList();
    }

    /** Bytes that the copy takes on the target. */
    public long bytesToCopy() {
        return source.directoryBytes()
                + missingBaseImages().stream()
                        .mapToLong(HostFacts.BaseImage::allocated)
                        .sum();
    }

    /** Whether both hosts have instances_path from the same network file system. */
    boolean sharesInstancesPath() {
        String type = source.fileSystem().split(" ", 2)[0];
        return NETWORK_FILE_SYSTEMS.contains(type) && source.fileSystem().equals(destination.fileSystem());
    }

    /** Whether a disk of the instance, other than its config drive, is a file on the source. */
    boolean hasLocalDisks() {
        return source.disks().stream().anyMatch(disk -> !isConfigDrive(disk));
    }

    /** Whether its config drive is a file on the source. */
    boolean hasLocalConfigDrive() {
        return source.disks().stream().anyMatch(Facts::isConfigDrive);
    }

    private static boolean isConfigDrive(HostFacts.Disk disk) {
        return disk.path().startsWith("disk.config");
    }
}
