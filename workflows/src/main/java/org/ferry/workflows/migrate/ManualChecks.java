package org.ferry.workflows.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;

/**
 * Decides whether an instance may be moved by hand. Pure: facts in, reasons against it out, in an operator's words; no
 * reason means yes.
 */
final class ManualChecks {
    /** Migration records that are over (nova/objects/migration.py and nova/compute/manager.py, 26.0). */
    private static final Set<String> ENDED =
            Set.of("done", "completed", "confirmed", "reverted", "failed", "error", "cancelled");
    /** Evacuations that the former host acts on at its next start (manager.py _destroy_evacuated_instances, 26.0). */
    private static final Set<String> ACTED_ON_AT_START = Set.of("accepted", "pre-migrating", "done");

    private static final Map<String, String> TIED_TO_HARDWARE = Map.of(
            "pci_passthrough:alias", "PCI passthrough",
            "hw:cpu_policy", "pinned CPUs",
            "hw:numa_nodes", "a NUMA topology",
            "hw:mem_page_size", "huge pages",
            "hw:pmem", "persistent memory",
            "hw:tpm_version", "a virtual TPM",
            "accel:device_profile", "an accelerator");

    private ManualChecks() {}

    /** Reasons that the instance itself tells; with one, there is nothing else to look at. */
    static List<String> refusals(Instance instance) {
        return instance.host().isEmpty()
                ? List.of("it is " + instance.status() + " (" + instance.vmState()
                        + ") and on no host; only running and shut off instances can be moved by hand")
                : List.of();
    }

    /** Reasons that APIs and databases tell, before any host is asked. */
    static List<String> refusals(MigrationRequest request, Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        reasons.addAll(ofState(instance, cloud.row(), cloud.migrations()));
        reasons.addAll(ofHardware(cloud));
        if (request.target().equals(instance.host())) {
            reasons.add("it is on " + request.target() + " already");
            return reasons;
        }
        reasons.addAll(ofTarget(request, cloud));
        reasons.addAll(ofPlacement(cloud));
        return reasons;
    }

    /** Reasons that the two hosts tell. */
    static List<String> refusals(Facts facts) {
        List<String> reasons = new ArrayList<>();
        Instance instance = facts.cloud().instance();
        HostFacts source = facts.source();
        HostFacts target = facts.destination();
        String sourceHost = instance.host();
        String targetHost = facts.cloud().target().name();
        if (!source.directoryExists()) {
            reasons.add("its directory is not on " + sourceHost + " below " + source.instancesPath());
        }
        source.obstacles().forEach(obstacle -> reasons.add("on " + sourceHost + ": " + obstacle));
        DomainState expected = instance.isRunning() ? DomainState.ACTIVE : DomainState.SHUT_OFF;
        if (source.domain() != expected) {
            reasons.add("Nova says " + instance.vmState() + ", but its domain on " + sourceHost + " is "
                    + source.domain() + "; bring the two together first");
        }
        if (!source.instancesPath().equals(target.instancesPath())) {
            reasons.add("instances_path differs: " + source.instancesPath() + " on " + sourceHost + ", "
                    + target.instancesPath() + " on " + targetHost);
        }
        reasons.addAll(ofLeftovers(source, sourceHost));
        reasons.addAll(ofLeftovers(target, targetHost));
        if (target.directoryExists()) {
            reasons.add(targetHost + " has a directory of it already; make sure that it is not needed and remove it");
        }
        if (target.domain() != DomainState.ABSENT) {
            reasons.add(targetHost + " has a domain of it already (" + target.domain() + ")");
        }
        if (target.freeBytes() < facts.bytesToCopy()) {
            reasons.add(targetHost + " has " + mib(target.freeBytes())
                    + " MiB free on the disk of instances_path; the copy takes " + mib(facts.bytesToCopy()) + " MiB");
        }
        return reasons;
    }

    /** What a former move put aside is no obstacle: it is deleted after its hold, wherever the instance is by then. */
    private static List<String> ofLeftovers(HostFacts files, String host) {
        return files.leftovers().stream()
                .filter(name -> !name.contains(".moved-"))
                .map(name -> "a leftover of a former move is on " + host + ": " + name)
                .toList();
    }

    private static List<String> ofState(Instance instance, InstanceRow row, List<MigrationRecord> migrations) {
        List<String> reasons = new ArrayList<>();
        if (!instance.vmState().equals("active") && !instance.vmState().equals("stopped")) {
            reasons.add("it is " + instance.status() + " (" + instance.vmState()
                    + "); only running and shut off instances can be moved by hand");
        }
        if (instance.taskState() != null) {
            reasons.add("Nova is busy with it: task " + instance.taskState() + "; wait for its end");
        }
        if (!row.host().equals(instance.host())) {
            reasons.add("the database has it on " + row.host() + ", the API on " + instance.host());
        }
        migrations.stream()
                .filter(record -> !ENDED.contains(record.status()))
                .forEach(record -> reasons.add("Nova has a " + record.type() + " of it from " + record.sourceHost()
                        + " going on (" + record.status() + ")"));
        return reasons;
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
            if (key.startsWith("resources") && key.endsWith(":VGPU")) {
                reasons.add("its flavor asks for a virtual GPU (" + key + "=" + value + ")");
            }
        });
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
        if (cloud.row().pciRequests()) {
            reasons.add("it holds PCI devices of " + cloud.instance().host());
        }
        cloud.ports().stream()
                .filter(port -> !port.vnicType().equals("normal"))
                .forEach(port -> reasons.add(
                        "its port " + port.id() + " is of type " + port.vnicType() + " and tied to hardware"));
        return reasons;
    }

    private static List<String> ofTarget(MigrationRequest request, Facts.Cloud cloud) {
        List<String> reasons = new ArrayList<>();
        String target = cloud.target().name();
        if (!cloud.target().up()) {
            reasons.add("nova-compute on " + target + " is down");
        }
        if (!cloud.target().enabled() && !request.allowDisabledTarget()) {
            reasons.add("nova-compute on " + target + " is disabled ("
                    + cloud.target().disabledReason() + "); allow it with \"allowDisabledTarget\": true");
        }
        if (!cloud.targetNode().cell().equals(cloud.row().cell())) {
            reasons.add(target + " is in cell " + cloud.targetNode().cell() + ", the instance in cell "
                    + cloud.row().cell());
        }
        if (!cloud.target().availabilityZone().equals(cloud.instance().availabilityZone())) {
            reasons.add(target + " is in availability zone " + cloud.target().availabilityZone() + ", the instance in "
                    + cloud.instance().availabilityZone());
        }
        cloud.migrations().stream()
                .filter(record -> record.type().equals("evacuation")
                        && record.sourceHost().equals(target)
                        && ACTED_ON_AT_START.contains(record.status()))
                .findFirst()
                .ifPresent(record -> reasons.add(
                        "it was evacuated from " + target + " (" + record.status() + "): nova-compute there "
                                + "would destroy it and its disks at its next start; restart nova-compute on " + target
                                + " and let the record become completed first"));
        return reasons;
    }

    private static List<String> ofPlacement(Facts.Cloud cloud) {
        Map<String, Long> held = cloud.allocations().get(cloud.sourceCapacity().providerId());
        if (held == null || cloud.allocations().size() != 1) {
            return List.of("Placement charges it to " + cloud.allocations().keySet() + ", not to "
                    + cloud.instance().host() + " (" + cloud.sourceCapacity().providerId()
                    + ") alone; heal it first: nova-manage placement heal_allocations --instance "
                    + cloud.instance().id());
        }
        List<String> reasons = new ArrayList<>();
        held.forEach((resourceClass, amount) -> {
            Capacity.Inventory there = cloud.targetCapacity().inventories().get(resourceClass);
            long free = there == null ? 0 : there.free();
            if (free < amount) {
                reasons.add("it needs " + amount + " " + resourceClass + ", "
                        + cloud.target().name() + " has " + free + " to give");
            }
        });
        return reasons;
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
