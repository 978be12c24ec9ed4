package org.ferry.workflows.choose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.CpuModel;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.Port;

/** A running instance on compute-1 with a volume and a port, and an empty compute-2. */
public final class Samples {
    public static final String ID = "0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001";
    public static final String SOURCE_PROVIDER = "aaaaaaaa-0000-4000-8000-000000000001";
    public static final String TARGET_PROVIDER = "aaaaaaaa-0000-4000-8000-000000000002";
    public static final AttachedVolume VOLUME =
            new AttachedVolume("bbbbbbbb-0000-4000-8000-000000000001", "/dev/vdb", "data", true);
    public static final CpuModel CPU = new CpuModel("x86_64", "Intel", "Skylake-Server", Set.of("avx2", "avx512f"));
    public static final CpuModel GUEST_CPU = new CpuModel("x86_64", "", "Skylake-Server", Set.of("avx2"));
    public static final Port PORT = new Port(
            "cccccccc-0000-4000-8000-000000000001",
            "compute-1",
            "ACTIVE",
            "normal",
            "bridge",
            "fa:16:3e:00:00:01",
            List.of("10.78.0.60"));

    private Samples() {}

    public static Instance instance(String vmState) {
        return new Instance(
                ID,
                "web-1",
                "compute-1",
                "compute-1.example",
                "instance-0000002a",
                "project",
                "nova",
                vmState.equals("active") ? "ACTIVE" : "SHUTOFF",
                vmState,
                null,
                false,
                null,
                false,
                new Flavor("lab.tiny", 1, 256, 1, 0, 0, Map.of()),
                List.of("10.78.0.60"),
                Map.of(),
                true,
                List.of());
    }

    public static InstanceRow row(String vmState) {
        return new InstanceRow("cell1", "compute-1", "compute-1.example", vmState, null, false, false, null, Map.of());
    }

    public static ComputeHost target() {
        return new ComputeHost("compute-2", "compute-2.example", "nova", true, true, null, CPU, List.of());
    }

    public static ComputeHost source() {
        return new ComputeHost("compute-1", "compute-1.example", "nova", true, true, null, CPU, List.of());
    }

    public static ComputeNode targetNode() {
        return new ComputeNode("cell1", "compute-2", "compute-2.example", 2L);
    }

    public static Capacity capacity(String provider) {
        return new Capacity(
                provider,
                Map.of(
                        "VCPU", new Capacity.Inventory(4, 0, 16.0, 0),
                        "MEMORY_MB", new Capacity.Inventory(4096, 512, 1.0, 0),
                        "DISK_GB", new Capacity.Inventory(100, 0, 1.0, 0)),
                Set.of());
    }

    public static Map<String, Map<String, Long>> allocations() {
        return Map.of(SOURCE_PROVIDER, Map.of("VCPU", 1L, "MEMORY_MB", 256L, "DISK_GB", 1L));
    }

    public static HostFacts sourceFiles(DomainState domain) {
        return new HostFacts(
                domain,
                true,
                List.of(new HostFacts.File("disk", 8L << 20, 4L << 20, "0644", "root", "root")),
                List.of(new HostFacts.Disk("disk", "qcow2", "/var/lib/nova/instances/_base/abc")),
                List.of(new HostFacts.BaseImage("abc", 400L << 20, 40L << 20)),
                List.of(),
                "/var/lib/nova/instances",
                10L << 30,
                List.of(),
                "ext4 /dev/sda1",
                domain == DomainState.ACTIVE ? GUEST_CPU : null);
    }

    public static HostFacts emptyHost() {
        return new HostFacts(
                DomainState.ABSENT,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "/var/lib/nova/instances",
                10L << 30,
                List.of(),
                "ext4 /dev/sda1",
                null);
    }

    public static Facts.Cloud cloud() {
        return new Facts.Cloud(
                instance("active"),
                row("active"),
                List.of(),
                List.of(VOLUME),
                List.of(PORT),
                allocations(),
                capacity(SOURCE_PROVIDER),
                target(),
                targetNode(),
                capacity(TARGET_PROVIDER),
                source(),
                List.of(),
                List.of(),
                "2.93");
    }
}
