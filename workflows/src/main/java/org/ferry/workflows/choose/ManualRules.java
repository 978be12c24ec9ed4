package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;

/**
 * What speaks against moving an instance by hand. The files and the row go to the target as they are: whatever is tied
 * to the source's hardware in them would be wrong there (nova/virt/libvirt/driver.py and nova/virt/hardware.py, 26.0).
 */
final class ManualRules {
    private static final Map<String, String> TIED_TO_HARDWARE = Map.of(
            "pci_passthrough:alias", "PCI passthrough",
            "hw:cpu_policy", "pinned CPUs",
            "hw:numa_nodes", "a NUMA topology",
            "hw:mem_page_size", "huge pages",
            "hw:pmem", "persistent memory",
            "hw:tpm_version", "a virtual TPM",
            "accel:device_profile", "an accelerator");

    /** Types of ports that Neutron has not bound, or could not bind (neutron_lib/api/definitions/portbindings.py). */
    private static final Set<String> NOT_BOUND = Set.of("unbound", "binding_failed");

    private ManualRules() {}

    /** Reasons that APIs and databases tell, before any host is asked. */
    static List<String> reasons(Wishes wishes, Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        if (!instance.vmState().equals("active") && !instance.vmState().equals("stopped")) {
            reasons.add("it is " + instance.status() + " (" + instance.vmState()
                    + "); only running and shut off instances can be moved by hand");
        }
        if (!cloud.source().up() && (instance.isRunning() || !cloud.volumes().isEmpty())) {
            // nova/compute/api.py stop and detach_volume, 26.0: cast to the host, where they wait for its nova-compute
            reasons.add("nova-compute on " + instance.host()
                    + " is down, and without it the instance can't be stopped, nor its volumes be detached");
        }
        reasons.addAll(ofHardware(cloud));
        reasons.addAll(ofBindings(cloud));
        if (!cloud.target().enabled() && !wishes.allowDisabledTarget()) {
            reasons.add(TargetRules.disabled(cloud.target()) + "; allow it with \"allowDisabledTarget\": true");
        }
        return reasons;
    }

    /** Reasons that the two hosts tell. */
    static List<String> reasons(Facts facts) {
        Instance instance = facts.cloud().instance();
        HostFacts source = facts.source();
        HostFacts target = facts.destination();
        String sourceHost = instance.host();
        String targetHost = facts.cloud().target().name();
        List<String> reasons = new ArrayList<>();
        if (!source.directoryExists()) {
            reasons.add("its directory is not on " + sourceHost + " below " + source.instancesPath());
        } else if (!facts.hasLocalDisks() && !instance.bootedFromVolume()) {
            reasons.add("its root disk is not a file on " + sourceHost + ": Nova can move it without copying anything");
        }
        if (facts.sharesInstancesPath()) {
            // To put the source's files aside would take the target's: they are the same.
            reasons.add("both hosts have instances_path from " + source.fileSystem()
                    + ": there is nothing to copy, and Nova can move it without");
        }
        source.obstacles().forEach(obstacle -> reasons.add("on " + sourceHost + ": " + obstacle));
        if (!source.instancesPath().equals(target.instancesPath())) {
            reasons.add("instances_path differs: " + source.instancesPath() + " on " + sourceHost + ", "
                    + target.instancesPath() + " on " + targetHost);
        }
        if (target.freeBytes() < facts.bytesToCopy()) {
            reasons.add(targetHost + " has " + mib(target.freeBytes())
                    + " MiB free on the disk of instances_path; the copy takes " + mib(facts.bytesToCopy()) + " MiB");
        }
        return reasons;
    }

    /** Where the move is undone, ports have to be bound again as they were. */
    private static List<String> ofBindings(Facts.Cloud cloud) {
        String source = cloud.instance().host();
        return cloud.ports().stream()
                .filter(port -> !port.host().equals(source) || NOT_BOUND.contains(port.vifType()))
                .map(port -> "its port " + port.id() + " is not bound to " + source + " (Neutron has it on "
                        + (port.host().isEmpty() ? "no host" : port.host()) + ", " + port.vifType()
                        + "); bind it there first: openstack port set --host " + source + " " + port.id())
                .toList();
    }

    /** What the domain's definition ties to the source's hardware, and what only its owner may start elsewhere. */
    private static List<String> ofHardware(Facts.Cloud cloud) {
        List<String> reasons = new ArrayList<>();
        Flavor flavor = cloud.instance().flavor();
        if (cloud.instance().bootedFromVolume()) {
            reasons.add("its root disk is a volume: Nova can move it without copying anything");
        }
        flavor.extraSpecs().forEach((key, value) -> {
            String what = TIED_TO_HARDWARE.get(key);
            if (what != null && !value.equals("shared")) {
                reasons.add("its flavor asks for " + what + " (" + key + "=" + value + ")");
            }
        });
        if (Demands.wantsVirtualGpu(flavor)) {
            reasons.add("its flavor asks for a virtual GPU (VGPU), which is bound to a card of its host");
        }
        cloud.row().imageProperties().forEach((key, value) -> {
            if (key.equals("hw_tpm_version") || key.equals("hw_tpm_model")) {
                reasons.add("its image asks for a virtual TPM (" + key + "=" + value
                        + "), which only its owner's token can start elsewhere");
            }
        });
        if (cloud.row().numaTopology()) {
            reasons.add("it has a NUMA topology: its definition names CPUs of "
                    + cloud.instance().host());
        }
        Set<String> beside = cloud.heldElsewhere();
        beside.removeAll(CommonRules.OF_HOSTS);
        if (!beside.isEmpty()) {
            reasons.add("Placement charges it for " + String.join(", ", beside) + " beside what it has of "
                    + cloud.instance().host() + " itself, which only Nova's scheduler can claim elsewhere");
        }
        if (cloud.row().pciRequests()) {
            reasons.add("it holds PCI devices of " + cloud.instance().host());
        }
        cloud.ports().stream()
                .filter(port -> !port.vnicType().equals("normal"))
                .forEach(port -> reasons.add(
                        "its port " + port.id() + " is of type " + port.vnicType() + " and tied to hardware"));
        return reasons;
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
