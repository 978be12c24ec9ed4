package org.ferry.workflows.choose;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: devices, pinned CPUs, keys and ports that are tied to the hardware of a host. */
class DecisionOfHardwareTest {
    private static final String STEIN = "2.72";
    private static final String TRAIN = "2.79";
    private static final String YOGA = "2.90";
    private static final String CARACAL = "2.96";
    private static final String GAZPACHO = "2.103";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"devices", "cpusAndMemory", "virtualTpms", "ports"})
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> devices() {
        return Stream.of(
                Case.of(
                        "a port that is bound elsewhere",
                        given -> given.portBoundTo("compute-3", "bridge"),
                        "block-live, cold",
                        "manual: its port port-3 is not bound to compute-1 (Neutron has it on compute-3, bridge)"),
                Case.of(
                        "a port that Neutron could not bind",
                        given -> given.portBoundTo("compute-1", "binding_failed"),
                        "block-live, cold",
                        "manual: openstack port set --host compute-1 port-3"),
                Case.of(
                        "a PCI device by its flavor",
                        given -> given.flavor("pci_passthrough:alias", "gpu:1").pciRequests(),
                        "cold",
                        "live: it holds a PCI device by its flavor",
                        "block-live: it holds a PCI device by its flavor",
                        "manual: its flavor asks for PCI passthrough (pci_passthrough:alias=gpu:1)",
                        "manual: it holds PCI devices of compute-1"),
                Case.of(
                        "a virtual GPU, which a provider below the host's has",
                        given -> given.flavor("resources:VGPU", "1").allocation("card", "VGPU", 1),
                        "cold",
                        "block-live: it has a virtual GPU, which moves live only since Caracal",
                        "manual: its flavor asks for a virtual GPU (VGPU)",
                        "manual: Placement charges it for VGPU beside what it has of compute-1 itself"),
                Case.of(
                        "a virtual GPU of a numbered group on Caracal",
                        given -> given.flavor("resources1:VGPU", "1").api(CARACAL),
                        "block-live, cold",
                        "manual: virtual GPU"),
                Case.of(
                        "resources of a flavor that are no virtual GPU",
                        given -> given.flavor("resources:VCPU", "1"),
                        "block-live, cold, manual"),
                Case.of(
                        "a virtual GPU on Train, which does not give it again",
                        given -> given.flavor("resources:VGPU", "1").api(TRAIN),
                        "",
                        "cold: it has a virtual GPU, which Nova before Ussuri does not give it again on another host",
                        "forced-cold: Nova before Ussuri"),
                Case.of(
                        "an accelerator of Cyborg's",
                        given -> given.flavor("accel:device_profile", "fpga"),
                        "",
                        "block-live: its flavor asks for an accelerator, with which Nova does not migrate live",
                        "cold: its flavor asks for an accelerator, with which Nova does not migrate",
                        "manual: its flavor asks for an accelerator (accel:device_profile=fpga)"),
                Case.of(
                        "persistent memory since Ussuri",
                        given -> given.flavor("hw:pmem", "6GB"),
                        "block-live, cold",
                        "manual: its flavor asks for persistent memory (hw:pmem=6GB)"),
                Case.of(
                        "persistent memory on Train",
                        given -> given.flavor("hw:pmem", "6GB").api(TRAIN),
                        "cold",
                        "block-live: it has persistent memory (hw:pmem), which moves live only since Ussuri"));
    }

    static Stream<Case> cpusAndMemory() {
        return Stream.of(
                Case.of(
                        "pinned CPUs since Train",
                        given -> given.flavor("hw:cpu_policy", "dedicated").numaTopology(),
                        "block-live, cold",
                        "manual: its flavor asks for pinned CPUs (hw:cpu_policy=dedicated)",
                        "manual: it has a NUMA topology: its definition names CPUs of compute-1"),
                Case.of(
                        "pinned CPUs on Stein",
                        given -> given.flavor("hw:cpu_policy", "dedicated")
                                .numaTopology()
                                .api(STEIN),
                        "cold",
                        "block-live: it has a NUMA topology or pinned CPUs, which move live only since Train"),
                Case.of(
                        "pinned CPUs by its flavor, without a topology in the database",
                        given -> given.flavor("hw:cpu_policy", "dedicated"),
                        "block-live, cold",
                        "manual: pinned CPUs (hw:cpu_policy=dedicated)"),
                Case.of(
                        "CPUs that are asked for as shared",
                        given -> given.flavor("hw:cpu_policy", "shared"),
                        "block-live, cold, manual"),
                Case.of(
                        "a NUMA topology by its flavor",
                        given -> given.flavor("hw:numa_nodes", "2"),
                        "block-live, cold",
                        "manual: its flavor asks for a NUMA topology (hw:numa_nodes=2)"),
                Case.of(
                        "a NUMA topology by its image, as the database has it",
                        Given::numaTopology,
                        "block-live, cold",
                        "manual: its definition names CPUs of compute-1"),
                Case.of(
                        "huge pages",
                        given -> given.flavor("hw:mem_page_size", "large"),
                        "block-live, cold",
                        "manual: its flavor asks for huge pages (hw:mem_page_size=large)"),
                Case.of(
                        "memory encrypted by its flavor",
                        given -> given.flavor("hw:mem_encryption", "True"),
                        "cold, manual",
                        "live: its memory is encrypted (AMD SEV)",
                        "block-live: its memory is encrypted (AMD SEV)"),
                Case.of(
                        "memory encrypted by its image",
                        given -> given.image("hw_mem_encryption", "true"),
                        "cold, manual",
                        "block-live: its memory is encrypted (AMD SEV)"),
                Case.of(
                        "memory that its flavor does not want encrypted",
                        given -> given.flavor("hw:mem_encryption", "False"),
                        "block-live, cold, manual"));
    }

    static Stream<Case> virtualTpms() {
        return Stream.of(
                Case.of(
                        "a virtual TPM by its flavor",
                        given -> given.flavor("hw:tpm_version", "2.0"),
                        "",
                        "block-live: it has a virtual TPM, which moves live only since 2026.1",
                        "cold: it has a virtual TPM, whose key only its owner's token opens on another host",
                        "manual: its flavor asks for a virtual TPM (hw:tpm_version=2.0)"),
                Case.of(
                        "a virtual TPM by its image",
                        given -> given.image("hw_tpm_version", "2.0").image("hw_tpm_model", "tpm-crb"),
                        "",
                        "block-live: it has a virtual TPM",
                        "cold: it has a virtual TPM",
                        "manual: its image asks for a virtual TPM (hw_tpm_version=2.0)"),
                Case.of(
                        "a virtual TPM whose key is the host's, on 2026.1",
                        given -> given.flavor("hw:tpm_version", "2.0")
                                .flavor("hw:tpm_secret_security", "host")
                                .api(GAZPACHO),
                        "block-live, cold",
                        "manual: virtual TPM"),
                Case.of(
                        "a virtual TPM whose key is its owner's, on 2026.1",
                        given -> given.flavor("hw:tpm_version", "2.0").api(GAZPACHO),
                        "",
                        "block-live: only where its key is the host's",
                        "cold: whose key only its owner's token opens"),
                Case.of(
                        "a virtual TPM whose key should be the host's, on Zed, which does not know that",
                        given -> given.flavor("hw:tpm_version", "2.0").flavor("hw:tpm_secret_security", "host"),
                        "",
                        "cold: whose key only its owner's token opens"));
    }

    static Stream<Case> ports() {
        return Stream.of(
                Case.of(
                        "an SR-IOV port since Train",
                        given -> given.port("direct").pciRequests(),
                        "block-live, cold",
                        "manual: its port port-2 is of type direct and tied to hardware",
                        "manual: it holds PCI devices of compute-1"),
                Case.of(
                        "an SR-IOV port on Stein",
                        given -> given.port("direct").pciRequests().api(STEIN),
                        "cold",
                        "block-live: its port port-2 is of type direct, which moves live only since Train"),
                Case.of(
                        "a whole SR-IOV card",
                        given -> given.port("direct-physical"),
                        "block-live, cold",
                        "manual: is of type direct-physical"),
                Case.of(
                        "a macvtap port",
                        given -> given.port("macvtap"),
                        "block-live, cold",
                        "manual: is of type macvtap"),
                Case.of(
                        "a vDPA port since Zed",
                        given -> given.port("vdpa"),
                        "block-live, cold",
                        "manual: of type vdpa"),
                Case.of(
                        "a vDPA port on Yoga",
                        given -> given.port("vdpa").api(YOGA),
                        "",
                        "block-live: its port port-2 is of type vdpa, which moves live only since Zed",
                        "cold: its port port-2 is of type vdpa, with which Nova migrates only since Zed"),
                Case.of(
                        "a port on an accelerator",
                        given -> given.port("accelerator-direct"),
                        "",
                        "block-live: its port port-2 is of type accelerator-direct, which can't move live",
                        "cold: is of type accelerator-direct, with which Nova does not migrate"),
                Case.of(
                        "a port of another kind of hardware",
                        given -> given.port("virtio-forwarder"),
                        "cold",
                        "block-live: is of type virtio-forwarder, which can't move live"));
    }
}
