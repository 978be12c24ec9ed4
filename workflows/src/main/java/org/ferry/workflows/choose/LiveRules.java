package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.Port;

/** What speaks against Nova's live migration, with or without local disks. */
final class LiveRules {
    /** Train: NUMA topologies and SR-IOV ports follow (conductor/tasks/live_migrate.py, 20.0). */
    private static final String TRAIN = "2.79";
    /** Kilo, with the first microversion: a paused guest moves, too. */
    private static final String KILO = "2.1";
    /** Newton: the scheduler looks at a named host, too; before, it had only to be up. */
    private static final String SCHEDULER_CHECKS = "2.30";
    /** Ussuri: persistent memory follows. */
    private static final String USSURI = "2.87";
    /** Zed: vDPA ports follow. */
    private static final String ZED = "2.93";
    /** Caracal: virtual GPUs follow (release notes of 29.0). */
    private static final String CARACAL = "2.96";
    /** Nova finds out by itself whether disks have to be copied; before, mapped volumes broke a block migration. */
    private static final String BLOCK_AUTO = "2.25";

    private LiveRules() {}

    /** Reasons that APIs and databases tell. */
    static List<String> reasons(Method method, Wishes wishes, Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        boolean movable =
                instance.vmState().equals("active") || (instance.vmState().equals("paused") && cloud.has(KILO));
        if (!movable) {
            // nova/compute/api.py live_migrate, check_instance_state, 2014.1 to 26.0
            reasons.add("it is " + instance.status() + " (" + instance.vmState() + "); only what runs can move live");
        }
        if (!cloud.source().up()) {
            reasons.add("nova-compute on " + instance.host() + " is down, and the guest's memory leaves from there");
        }
        ComputeHost target = cloud.target();
        if (!target.enabled() && cloud.has(SCHEDULER_CHECKS)) {
            reasons.add(TargetRules.disabled(target) + ", and Nova's scheduler takes no disabled host");
        } else if (!target.enabled() && !wishes.allowDisabledTarget()) {
            // nova/conductor/tasks/live_migrate.py _check_requested_destination, 2014.1 to 13.0
            reasons.add(TargetRules.disabled(target) + "; allow it with \"allowDisabledTarget\": true");
        }
        if (method == Method.BLOCK_LIVE
                && !cloud.has(BLOCK_AUTO)
                && !cloud.volumes().isEmpty()) {
            // nova/virt/libvirt/driver.py check_can_live_migrate_source before 13.0
            reasons.add("with volumes attached, Nova before API " + BLOCK_AUTO + " can't copy local disks live");
        }
        if (method == Method.BLOCK_LIVE && !cloud.has(BLOCK_AUTO) && instance.configDrive()) {
            reasons.add(configDriveStays());
        }
        reasons.addAll(ofHardware(cloud));
        return reasons;
    }

    /** LP#1246201: libvirt can't write to the read-only copy; Nova copies it beforehand since 13.1 and 14.0. */
    private static String configDriveStays() {
        return "it has a config drive, a read-only disk, which Nova before API " + BLOCK_AUTO
                + " can't take along live";
    }

    /** Reasons that the two hosts tell. */
    static List<String> reasons(Method method, Facts facts) {
        List<String> reasons = new ArrayList<>(CpuRules.reasons(facts));
        boolean toCopy = facts.hasLocalDisks() && !facts.sharesInstancesPath();
        if (method == Method.LIVE
                && facts.hasLocalConfigDrive()
                && !facts.sharesInstancesPath()
                && !facts.cloud().has(BLOCK_AUTO)) {
            // driver.py pre_live_migration, NoLiveMigrationForConfigDriveInLibVirt, 2015.1 to 13.0
            reasons.add(configDriveStays());
        }
        if (method == Method.LIVE && toCopy) {
            // nova/virt/libvirt/driver.py check_can_live_migrate_source, 26.0
            reasons.add("its disks are files on " + facts.cloud().instance().host()
                    + " and the hosts share no storage; block-live copies them");
        }
        if (method == Method.BLOCK_LIVE && !toCopy) {
            reasons.add("there is no local disk to copy: live does it");
        }
        if (method == Method.BLOCK_LIVE
                && toCopy
                && facts.destination().freeBytes() < facts.source().directoryBytes()) {
            reasons.add(facts.cloud().target().name() + " has "
                    + (facts.destination().freeBytes() >> 20)
                    + " MiB free on the disk of instances_path; its disks take "
                    + (facts.source().directoryBytes() >> 20) + " MiB");
        }
        return reasons;
    }

    private static List<String> ofHardware(Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        if (cloud.row().numaTopology() && !cloud.has(TRAIN)) {
            reasons.add("it has a NUMA topology or pinned CPUs, which move live only since Train");
        }
        if (instance.flavor().extraSpecs().containsKey("pci_passthrough:alias")) {
            // conductor/tasks/live_migrate.py _check_can_migrate_pci, 26.0; since 31.0 devices go whose alias is
            // live_migratable, but no API tells that
            reasons.add("it holds a PCI device by its flavor, which can't leave its host while the guest runs");
        }
        if (Demands.wantsVirtualGpu(instance.flavor()) && !cloud.has(CARACAL)) {
            reasons.add("it has a virtual GPU, which moves live only since Caracal");
        }
        if (Demands.wantsVirtualTpm(cloud) && !Demands.movesTpmLive(cloud)) {
            // nova/compute/api.py live_migrate, reject_vtpm_instances, 22.0; reject_legacy_vtpm_live_migration, 33.0
            reasons.add("it has a virtual TPM, which moves live only since 2026.1, and only where its key is the host's"
                    + " (hw:tpm_secret_security=host)");
        }
        if (Demands.wantsEncryptedMemory(cloud)) {
            // nova/compute/api.py live_migrate, reject_sev_instances, 20.0 to 33.0
            reasons.add("its memory is encrypted (AMD SEV), which can't leave its host while the guest runs");
        }
        if (Demands.wantsAccelerator(instance.flavor())) {
            reasons.add("its flavor asks for an accelerator, with which Nova does not migrate live");
        }
        if (Demands.wantsPersistentMemory(instance.flavor()) && !cloud.has(USSURI)) {
            // conductor/tasks/live_migrate.py supports_vpmem_live_migration, 21.0
            reasons.add("it has persistent memory (hw:pmem), which moves live only since Ussuri");
        }
        cloud.ports().stream()
                .map(port -> ofPort(port, cloud))
                .flatMap(Optional::stream)
                .forEach(reasons::add);
        return reasons;
    }

    /** Of its ports, those of the host's hardware: Nova takes most of them out of the guest and puts them in again. */
    private static Optional<String> ofPort(Port port, Facts.Cloud cloud) {
        String stays = "its port " + port.id() + " is of type " + port.vnicType() + ", which ";
        return switch (port.vnicType()) {
            case "normal" -> Optional.empty();
            // VNIC_TYPES_DIRECT_PASSTHROUGH (nova/network/model.py, 20.0), and macvtap, which follows by itself
            case "direct", "direct-physical", "macvtap" ->
                cloud.has(TRAIN) ? Optional.empty() : Optional.of(stays + "moves live only since Train");
            // nova/compute/api.py live_migrate, reject_vdpa_instances: until service version 63, 26.0
            case "vdpa" -> cloud.has(ZED) ? Optional.empty() : Optional.of(stays + "moves live only since Zed");
            default -> Optional.of(stays + "can't move live");
        };
    }
}
