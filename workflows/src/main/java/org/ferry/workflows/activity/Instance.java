package org.ferry.workflows.activity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance as Nova's API shows it to an administrator.
 *
 * @param host compute host that Nova has it on
 * @param hypervisorHostname that host's hypervisor, the name of its resource provider
 * @param domainName libvirt's name of it, for example {@code instance-0000002a}
 * @param vmState {@code OS-EXT-STS:vm_state}
 * @param taskState {@code OS-EXT-STS:task_state}, null when nothing is going on
 * @param bootedFromVolume whether its root disk is a volume
 * @param addresses fixed addresses of its ports
 * @param metadata what its owner noted; {@code ferry:policy} is Ferry's
 * @param configDrive whether it has a config drive
 * @param serverGroups ids of the server groups that it is a member of (API 2.71; before, of none)
 */
public record Instance(
        String id,
        String name,
        String host,
        String hypervisorHostname,
        String domainName,
        String project,
        String availabilityZone,
        String status,
        String vmState,
        @Nullable String taskState,
        boolean locked,
        @Nullable String lockedReason,
        boolean bootedFromVolume,
        Flavor flavor,
        List<String> addresses,
        Map<String, String> metadata,
        boolean configDrive,
        List<String> serverGroups) {

    /** Whether it was running, and so has to run again after the move. */
    public boolean isRunning() {
        return vmState.equals("active");
    }
}
