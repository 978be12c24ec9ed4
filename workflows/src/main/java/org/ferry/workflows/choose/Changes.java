package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a method changes on its way, for a person to read before it does. */
final class Changes {
    private static final Set<String> UNPLUGGED = Set.of("direct", "direct-physical", "vdpa");

    private Changes() {}

    static List<String> of(Method method, Wishes wishes, Facts.Cloud cloud) {
        String target = cloud.target().name();
        String source = cloud.instance().host();
        List<String> changes = new ArrayList<>();
        if (!cloud.instance().locked()) {
            changes.add(
                    cloud.has("2.73")
                            ? "the instance is locked meanwhile"
                            : "nothing keeps its owner from starting or deleting it meanwhile: Nova's API before 2.73"
                                    + " can't say whose a lock is, so it is not locked");
        }
        switch (method) {
            case LIVE -> {
                changes.add("Nova moves the running guest's memory to " + target);
                changes.addAll(ofPorts(cloud));
            }
            case BLOCK_LIVE -> {
                changes.add("Nova moves the running guest's memory and disks to " + target);
                changes.addAll(ofPorts(cloud));
            }
            case COLD ->
                changes.addAll(ofCold(
                        source,
                        ColdRules.leavesHostToScheduler(wishes, cloud) ? "a host of its scheduler's choice" : target));
            case FORCED_COLD -> {
                changes.add("nova-compute on every other enabled host is disabled until the scheduler has chosen "
                        + target + ": new instances fail or land there meanwhile, and members of affinity groups can't"
                        + " be placed");
                if (!cloud.target().enabled()) {
                    changes.add("nova-compute on " + target + " is enabled meanwhile");
                }
                changes.addAll(ofCold(source, target));
            }
            case MANUAL -> {
                if (cloud.instance().isRunning()) {
                    changes.add("the instance is stopped, and started on " + target);
                }
                cloud.volumes()
                        .forEach(volume -> changes.add("volume " + volume.volumeId() + " (" + volume.device()
                                + ") is detached and attached again"));
                changes.add("its files are copied to " + target + "; those on " + source + " are kept for the hold");
                changes.add("its ports are bound to " + target + ", its row in Nova's database and its allocation in"
                        + " Placement are changed");
            }
        }
        return changes;
    }

    /** Ports of the host's hardware are unplugged for a live move (VNIC_TYPES_DIRECT_PASSTHROUGH, 20.0). */
    private static List<String> ofPorts(Facts.Cloud cloud) {
        return cloud.ports().stream()
                .filter(port -> UNPLUGGED.contains(port.vnicType()))
                .map(port -> "port " + port.id() + " (" + port.vnicType()
                        + ") is taken out of the guest and put in again: no network by it meanwhile")
                .toList();
    }

    private static List<String> ofCold(String source, String target) {
        return List.of(
                "Nova stops the instance, copies its disks to " + target + " and brings it up there as it was",
                "Nova deletes the disks on " + source + " when the move is confirmed");
    }
}
