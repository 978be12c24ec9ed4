package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.Aggregate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.CpuModel;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostFacts;
import org.jspecify.annotations.Nullable;

/** What the two hosts are and have, for {@link Given}. */
abstract class GivenHosts extends GivenWishes {
    boolean bootedFromVolume;
    boolean configDrive;
    private String target = "compute-2";
    private boolean sourceUp = true;
    private boolean targetUp = true;
    private boolean targetEnabled = true;
    private @Nullable String disabledReason;
    private String zone = "nova";
    private String cell = "cell1";
    private final List<Aggregate> aggregates = new ArrayList<>();
    private @Nullable CpuModel sourceCpu = Samples.CPU;
    private @Nullable CpuModel targetCpu = Samples.CPU;
    private @Nullable CpuModel guestCpu = Samples.GUEST_CPU;
    private final Map<String, Capacity.Inventory> inventories =
            new HashMap<>(Samples.capacity(Samples.TARGET_PROVIDER).inventories());

    private final Set<String> sourceTraits = new HashSet<>();
    private final Set<String> targetTraits = new HashSet<>();
    private boolean localDisk = true;
    private String fileSystem = "ext4 /dev/sda1";
    private String targetFileSystem = "ext4 /dev/sda1";
    private String targetPath = "/var/lib/nova/instances";
    private boolean sourceDirectory = true;
    private boolean targetDirectory;
    private @Nullable DomainState sourceDomain;
    private DomainState targetDomain = DomainState.ABSENT;
    private final List<String> sourceLeftovers = new ArrayList<>();
    private final List<String> targetLeftovers = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();
    private final List<HostFacts.BaseImage> targetImages = new ArrayList<>();
    private long freeBytes = 10L << 30;
    private long diskBytes = 4L << 20;

    /** A config drive, which is a file beside the disk. */
    Given configDrive() {
        configDrive = true;
        return self();
    }

    Given bootedFromVolume() {
        bootedFromVolume = true;
        localDisk = false;
        return self();
    }

    /** Booted from a volume, with an ephemeral or swap disk on the host. */
    Given bootedFromVolumeWithSwap() {
        bootedFromVolume = true;
        return self();
    }

    /** Nova keeps its disks in RBD: there is none on the host, and no volume at its root. */
    Given disksInRbd() {
        localDisk = false;
        return self();
    }

    Given sharedInstancesPath() {
        fileSystem = "nfs4 filer:/nova";
        targetFileSystem = fileSystem;
        targetDirectory = true;
        return self();
    }

    Given fileSystems(String ofSource, String ofTarget) {
        fileSystem = ofSource;
        targetFileSystem = ofTarget;
        return self();
    }

    Given noDirectory() {
        sourceDirectory = false;
        localDisk = false;
        return self();
    }

    Given diskBytes(long bytes) {
        diskBytes = bytes;
        return self();
    }

    Given freeBytes(long bytes) {
        freeBytes = bytes;
        return self();
    }

    /** An image that the target has in its cache already; the disk is backed by {@code abc} of 400 MiB. */
    Given targetImage(String name, long size) {
        targetImages.add(new HostFacts.BaseImage(name, size, 40L << 20));
        return self();
    }

    Given obstacle(String text) {
        obstacles.add(text);
        return self();
    }

    Given sourceDomain(DomainState state) {
        sourceDomain = state;
        return self();
    }

    Given sourceLeftover(String name) {
        sourceLeftovers.add(name);
        return self();
    }

    Given targetLeftover(String name) {
        targetLeftovers.add(name);
        return self();
    }

    Given targetDirectory() {
        targetDirectory = true;
        return self();
    }

    Given targetDomain(DomainState state) {
        targetDomain = state;
        return self();
    }

    Given targetPath(String path) {
        targetPath = path;
        return self();
    }

    Given target(String name) {
        target = name;
        wishTarget(name);
        return self();
    }

    Given sourceDown() {
        sourceUp = false;
        return self();
    }

    Given targetDown() {
        targetUp = false;
        return self();
    }

    Given targetDisabled(@Nullable String reason) {
        targetEnabled = false;
        disabledReason = reason;
        return self();
    }

    /** The target is in an aggregate with this in its metadata. */
    Given aggregate(String key, String value) {
        aggregates.add(new Aggregate("aggregate-" + key, Map.of(key, value)));
        return self();
    }

    Given zone(String name) {
        zone = name;
        return self();
    }

    Given cell(String name) {
        cell = name;
        return self();
    }

    static CpuModel cpu(String model, String... features) {
        return new CpuModel("x86_64", "Intel", model, Set.of(features));
    }

    Given cpus(@Nullable CpuModel guest, @Nullable CpuModel ofSource, @Nullable CpuModel ofTarget) {
        guestCpu = guest;
        sourceCpu = ofSource;
        targetCpu = ofTarget;
        return self();
    }

    Given used(String resourceClass, long amount) {
        inventories.computeIfPresent(
                resourceClass,
                (name, there) ->
                        new Capacity.Inventory(there.total(), there.reserved(), there.allocationRatio(), amount));
        return self();
    }

    Given memoryRatio(double ratio) {
        inventories.computeIfPresent(
                "MEMORY_MB",
                (name, there) -> new Capacity.Inventory(there.total(), there.reserved(), ratio, there.used()));
        return self();
    }

    HostFacts sourceFacts(boolean stopped) {
        DomainState expected = stopped ? DomainState.SHUT_OFF : DomainState.ACTIVE;
        DomainState domain = sourceDomain == null ? expected : sourceDomain;
        List<HostFacts.File> files = new ArrayList<>();
        List<HostFacts.Disk> disks = new ArrayList<>();
        List<HostFacts.BaseImage> images = new ArrayList<>();
        if (localDisk) {
            files.add(new HostFacts.File("disk", 2 * diskBytes, diskBytes, "0644", "root", "root"));
            disks.add(new HostFacts.Disk("disk", "qcow2", "/var/lib/nova/instances/_base/abc"));
            images.add(new HostFacts.BaseImage("abc", 400L << 20, 40L << 20));
        }
        if (configDrive) {
            files.add(new HostFacts.File("disk.config", 1L << 19, 1L << 19, "0644", "root", "root"));
            disks.add(new HostFacts.Disk("disk.config", "raw", null));
        }
        return new HostFacts(
                domain,
                sourceDirectory,
                files,
                disks,
                images,
                List.copyOf(sourceLeftovers),
                "/var/lib/nova/instances",
                freeBytes,
                List.copyOf(obstacles),
                fileSystem,
                domain == DomainState.ACTIVE ? guestCpu : null);
    }

    HostFacts targetFacts() {
        return new HostFacts(
                targetDomain,
                targetDirectory,
                List.of(),
                List.of(),
                List.copyOf(targetImages),
                List.copyOf(targetLeftovers),
                targetPath,
                freeBytes,
                List.of(),
                targetFileSystem,
                null);
    }

    ComputeHost sourceHost() {
        return new ComputeHost("compute-1", "compute-1.example", "nova", sourceUp, true, null, sourceCpu, List.of());
    }

    ComputeHost targetHost() {
        return new ComputeHost(
                target, target + ".example", zone, targetUp, targetEnabled, disabledReason, targetCpu, aggregates);
    }

    ComputeNode targetNode() {
        return new ComputeNode(cell, target, target + ".example", 2L);
    }

    Given traits(Set<String> ofSource, Set<String> ofTarget) {
        sourceTraits.addAll(ofSource);
        targetTraits.addAll(ofTarget);
        return self();
    }

    Capacity sourceCapacity() {
        return new Capacity(
                Samples.SOURCE_PROVIDER,
                Samples.capacity(Samples.SOURCE_PROVIDER).inventories(),
                Set.copyOf(sourceTraits));
    }

    Capacity targetCapacity() {
        return new Capacity(Samples.TARGET_PROVIDER, Map.copyOf(inventories), Set.copyOf(targetTraits));
    }
}
