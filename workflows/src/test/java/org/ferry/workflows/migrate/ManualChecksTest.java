package org.ferry.workflows.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.Port;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManualChecksTest {
    private static final MigrationRequest TO_COMPUTE_2 =
            new MigrationRequest(Samples.ID, "compute-2", Method.MANUAL, Duration.ZERO, Duration.ofMinutes(5), false);

    @Test
    void allowsARunningInstanceToAnEmptyHost() {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, Samples.cloud())).isEmpty();
        assertThat(ManualChecks.refusals(facts(Samples.sourceFiles(DomainState.ACTIVE), Samples.emptyHost())))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedClouds")
    void refusesWithTheReason(String reason, Facts.Cloud cloud) {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, cloud))
                .singleElement()
                .asString()
                .contains(reason);
    }

    static Stream<Arguments> refusedClouds() {
        return Stream.of(
                Arguments.of(
                        "evacuated from compute-2",
                        with(new MigrationRecord("evacuation", "done", "compute-2", "compute-1"))),
                Arguments.of("going on", with(new MigrationRecord("migration", "finished", "compute-1", "compute-3"))),
                Arguments.of(
                        "the database has it on compute-3",
                        with(new InstanceRow("cell1", "compute-3", "n", "active", null, false, false, Map.of()))),
                Arguments.of("in cell cell1", with(new ComputeNode("cell2", "compute-2", "n", null))),
                Arguments.of(
                        "NUMA topology",
                        with(new InstanceRow("cell1", "compute-1", "n", "active", null, true, false, Map.of()))),
                Arguments.of(
                        "PCI devices",
                        with(new InstanceRow("cell1", "compute-1", "n", "active", null, false, true, Map.of()))),
                Arguments.of(
                        "virtual TPM",
                        with(new InstanceRow(
                                "cell1",
                                "compute-1",
                                "n",
                                "active",
                                null,
                                false,
                                false,
                                Map.of("hw_tpm_version", "2.0")))),
                Arguments.of(
                        "nova-compute on compute-2 is down",
                        with(new ComputeHost("compute-2", "compute-2.example", "nova", false, true, null))),
                Arguments.of(
                        "disabled (bad disk)",
                        with(new ComputeHost("compute-2", "compute-2.example", "nova", true, false, "bad disk"))),
                Arguments.of(
                        "availability zone east",
                        with(new ComputeHost("compute-2", "compute-2.example", "east", true, true, null))),
                Arguments.of(
                        "of type direct",
                        with(new Port(
                                "p", "compute-1", "ACTIVE", "direct", "hw_veb", "fa:16:3e:00:00:02", List.of()))));
    }

    @ParameterizedTest
    @CsvSource({
        "pci_passthrough:alias, gpu:1, PCI passthrough",
        "hw:cpu_policy, dedicated, pinned CPUs",
        "hw:numa_nodes, 2, NUMA topology",
        "hw:mem_page_size, large, huge pages",
        "hw:tpm_version, 2.0, virtual TPM",
        "resources:VGPU, 1, virtual GPU",
        "accel:device_profile, fpga, accelerator"
    })
    void refusesAFlavorTiedToHardware(String key, String value, String reason) {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, with(flavor(Map.of(key, value)))))
                .singleElement()
                .asString()
                .contains(reason)
                .contains(key + "=" + value);
    }

    @Test
    void allowsSharedCpus() {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, with(flavor(Map.of("hw:cpu_policy", "shared")))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "error, ERROR", "rescued, RESCUE", "resized, VERIFY_RESIZE", "paused, PAUSED",
        "suspended, SUSPENDED", "shelved, SHELVED", "shelved_offloaded, SHELVED_OFFLOADED", "building, BUILD"
    })
    void refusesAStateThatIsNeitherRunningNorShutOff(String vmState, String status) {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, with(instance(status, vmState, null, false))))
                .singleElement()
                .asString()
                .contains(status);
    }

    @Test
    void refusesAnInstanceThatIsOnNoHost() {
        Instance sample = instance("SHELVED_OFFLOADED", "shelved_offloaded", null, false);
        Instance nowhere = new Instance(
                sample.id(),
                sample.name(),
                "",
                "",
                sample.domainName(),
                sample.project(),
                "",
                sample.status(),
                sample.vmState(),
                null,
                false,
                null,
                false,
                sample.flavor(),
                List.of());
        assertThat(ManualChecks.refusals(nowhere)).singleElement().asString().contains("SHELVED_OFFLOADED");
        assertThat(ManualChecks.refusals(sample)).isEmpty();
    }

    @Test
    void refusesWhileNovaIsBusyWithIt() {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, with(instance("ACTIVE", "active", "powering-off", false))))
                .singleElement()
                .asString()
                .contains("powering-off");
    }

    @Test
    void refusesAVolumeBackedRoot() {
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, with(instance("ACTIVE", "active", null, true))))
                .singleElement()
                .asString()
                .contains("root disk is a volume");
    }

    @Test
    void refusesTheSourceAsTarget() {
        MigrationRequest toItself =
                new MigrationRequest(Samples.ID, "compute-1", Method.MANUAL, Duration.ZERO, Duration.ZERO, false);
        assertThat(ManualChecks.refusals(toItself, Samples.cloud())).containsExactly("it is on compute-1 already");
    }

    @Test
    void allowsADisabledTargetWhenAskedTo() {
        MigrationRequest allowing =
                new MigrationRequest(Samples.ID, "compute-2", Method.MANUAL, Duration.ZERO, Duration.ZERO, true);
        assertThat(ManualChecks.refusals(
                        allowing,
                        with(new ComputeHost("compute-2", "compute-2.example", "nova", true, false, "spare"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VCPU, 64", "MEMORY_MB, 3400", "DISK_GB, 100"})
    void refusesWhenPlacementHasNoRoom(String resourceClass, long used) {
        Capacity full = Samples.capacity(Samples.TARGET_PROVIDER);
        Map<String, Capacity.Inventory> inventories = new java.util.HashMap<>(full.inventories());
        inventories.computeIfPresent(
                resourceClass,
                (name, there) ->
                        new Capacity.Inventory(there.total(), there.reserved(), there.allocationRatio(), used));
        Facts.Cloud cloud = Samples.cloud();
        Facts.Cloud crowded = new Facts.Cloud(
                cloud.instance(),
                cloud.row(),
                List.of(),
                cloud.volumes(),
                cloud.ports(),
                cloud.allocations(),
                cloud.sourceCapacity(),
                cloud.target(),
                cloud.targetNode(),
                new Capacity(Samples.TARGET_PROVIDER, inventories));
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, crowded))
                .singleElement()
                .asString()
                .contains(resourceClass);
    }

    @Test
    void refusesWhenPlacementChargesItElsewhere() {
        Facts.Cloud cloud = Samples.cloud();
        Facts.Cloud leaked = new Facts.Cloud(
                cloud.instance(),
                cloud.row(),
                List.of(),
                cloud.volumes(),
                cloud.ports(),
                Map.of("dddddddd-0000-4000-8000-000000000001", Map.of("VCPU", 1L)),
                cloud.sourceCapacity(),
                cloud.target(),
                cloud.targetNode(),
                cloud.targetCapacity());
        assertThat(ManualChecks.refusals(TO_COMPUTE_2, leaked))
                .singleElement()
                .asString()
                .contains("heal_allocations");
    }

    @Test
    void allowsAMoveBackWhileTheFormerSourceIsStillKept() {
        HostFacts kept = target(
                DomainState.ABSENT,
                false,
                List.of(Samples.ID + ".moved-0badcafe"),
                "/var/lib/nova/instances",
                10L << 30);
        assertThat(ManualChecks.refusals(facts(Samples.sourceFiles(DomainState.ACTIVE), kept)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedHosts")
    void refusesWhatTheHostsTell(String reason, HostFacts source, HostFacts target) {
        assertThat(ManualChecks.refusals(facts(source, target)))
                .singleElement()
                .asString()
                .contains(reason);
    }

    static Stream<Arguments> refusedHosts() {
        HostFacts good = Samples.sourceFiles(DomainState.ACTIVE);
        HostFacts empty = Samples.emptyHost();
        return Stream.of(
                Arguments.of(
                        "directory is not on compute-1",
                        new HostFacts(
                                DomainState.ACTIVE,
                                false,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                good.instancesPath(),
                                1,
                                List.of()),
                        empty),
                Arguments.of("bring the two together", Samples.sourceFiles(DomainState.SHUT_OFF), empty),
                Arguments.of(
                        "instances_path differs",
                        good,
                        target(DomainState.ABSENT, false, List.of(), "/srv/nova", 10L << 30)),
                Arguments.of(
                        "leftover",
                        good,
                        target(
                                DomainState.ABSENT,
                                false,
                                List.of(Samples.ID + "_resize"),
                                good.instancesPath(),
                                10L << 30)),
                Arguments.of(
                        "directory of it already",
                        good,
                        target(DomainState.ABSENT, true, List.of(), good.instancesPath(), 10L << 30)),
                Arguments.of(
                        "domain of it already",
                        good,
                        target(DomainState.SHUT_OFF, false, List.of(), good.instancesPath(), 10L << 30)),
                Arguments.of(
                        "MiB free",
                        good,
                        target(DomainState.ABSENT, false, List.of(), good.instancesPath(), 1L << 20)));
    }

    private static Facts facts(HostFacts source, HostFacts target) {
        return new Facts(Samples.cloud(), source, target);
    }

    private static HostFacts target(
            DomainState domain, boolean directory, List<String> leftovers, String instancesPath, long freeBytes) {
        return new HostFacts(
                domain, directory, List.of(), List.of(), List.of(), leftovers, instancesPath, freeBytes, List.of());
    }

    private static Instance instance(
            String status, String vmState, @Nullable String taskState, boolean bootedFromVolume) {
        Instance sample = Samples.instance("active");
        return new Instance(
                sample.id(),
                sample.name(),
                sample.host(),
                sample.hypervisorHostname(),
                sample.domainName(),
                sample.project(),
                sample.availabilityZone(),
                status,
                vmState,
                taskState,
                false,
                null,
                bootedFromVolume,
                sample.flavor(),
                sample.addresses());
    }

    private static Instance flavor(Map<String, String> extraSpecs) {
        Instance sample = Samples.instance("active");
        return new Instance(
                sample.id(),
                sample.name(),
                sample.host(),
                sample.hypervisorHostname(),
                sample.domainName(),
                sample.project(),
                sample.availabilityZone(),
                sample.status(),
                sample.vmState(),
                null,
                false,
                null,
                false,
                new Flavor("f", 1, 256, 1, 0, 0, extraSpecs),
                sample.addresses());
    }

    /** The sample cloud with one thing replaced. */
    private static Facts.Cloud with(Object changed) {
        Facts.Cloud cloud = Samples.cloud();
        return new Facts.Cloud(
                changed instanceof Instance instance ? instance : cloud.instance(),
                changed instanceof InstanceRow row ? row : cloud.row(),
                changed instanceof MigrationRecord record ? List.of(record) : List.of(),
                changed instanceof AttachedVolume volume ? List.of(volume) : cloud.volumes(),
                changed instanceof Port port ? List.of(port) : cloud.ports(),
                cloud.allocations(),
                cloud.sourceCapacity(),
                changed instanceof ComputeHost host ? host : cloud.target(),
                changed instanceof ComputeNode node ? node : cloud.targetNode(),
                cloud.targetCapacity());
    }
}
