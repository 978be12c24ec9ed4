package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.ferry.workflows.activity.DomainState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: what Nova, its database, Placement and the hosts say of the instance's state. */
class DecisionOfStateTest {
    private static final String CHARGED_WRONGLY = "all: heal it first: nova-manage placement heal_allocations";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"states", "migrations", "allocations", "traces"})
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> states() {
        return Stream.of(
                Case.of(
                        "a running guest with a local disk",
                        given -> given,
                        "block-live, cold, manual",
                        "live: its disks are files on compute-1 and the hosts share no storage",
                        "forced-cold: not needed: since API 2.56"),
                Case.of(
                        "a stopped instance",
                        Given::stopped,
                        "cold, manual",
                        "live: it is SHUTOFF (stopped); only what runs can move live",
                        "block-live: it is SHUTOFF (stopped); only what runs can move live"),
                Case.of(
                        "a paused guest",
                        given -> given.vmState("paused"),
                        "block-live",
                        "cold: it is PAUSED (paused); Nova migrates only running and shut off instances",
                        "forced-cold: it is PAUSED (paused)",
                        "manual: it is PAUSED (paused); only running and shut off instances can be moved by hand"),
                Case.of(
                        "a paused guest on Juno, which moves only active ones live",
                        given -> given.vmState("paused").noVolumes().api("2.0"),
                        "",
                        "block-live: it is PAUSED (paused); only what runs can move live"),
                Case.of("a suspended guest", given -> given.vmState("suspended"), "", "all: it is SUSPENDED"),
                Case.of("a rescued guest", given -> given.vmState("rescued"), "", "all: it is RESCUE (rescued)"),
                Case.of("a shelved instance", given -> given.vmState("shelved"), "", "all: it is SHELVED (shelved)"),
                Case.of(
                        "an instance shelved and offloaded",
                        given -> given.vmState("shelved_offloaded"),
                        "",
                        "all: it is SHELVED_OFFLOADED"),
                Case.of(
                        "a resized instance that nobody has confirmed",
                        given -> given.vmState("resized"),
                        "",
                        "all: it is VERIFY_RESIZE (resized)"),
                Case.of("an instance in error", given -> given.vmState("error"), "", "all: it is ERROR (error)"),
                Case.of("an instance being built", given -> given.vmState("building"), "", "all: it is BUILD"),
                Case.of(
                        "an instance that Nova is busy with",
                        given -> given.task("powering-off"),
                        "",
                        "all: Nova is busy with it: task powering-off"),
                Case.of(
                        "a row on another host than the API says",
                        given -> given.rowOn("compute-3"),
                        "",
                        "all: the database has it on compute-3, the API on compute-1"));
    }

    static Stream<Case> migrations() {
        return Stream.of(
                Case.of(
                        "a migration of Nova's that waits for its end",
                        given -> given.migration("migration", "finished", "compute-1", "compute-3"),
                        "",
                        "all: Nova has a migration of it from compute-1 going on (finished)"),
                Case.of(
                        "a live migration that goes on",
                        given -> given.migration("live-migration", "running", "compute-1", "compute-3"),
                        "",
                        "all: Nova has a live-migration of it from compute-1 going on (running)"),
                Case.of(
                        "migrations that are over",
                        given -> given.migration("migration", "confirmed", "compute-2", "compute-1")
                                .migration("live-migration", "completed", "compute-2", "compute-1")
                                .migration("live-migration", "error", "compute-1", "compute-2"),
                        "block-live, cold, manual"),
                Case.of(
                        "an evacuation from the target, which would destroy the instance at its next start",
                        given -> given.migration("evacuation", "done", "compute-2", "compute-1"),
                        "",
                        "all: it was evacuated from compute-2 (done)"),
                Case.of(
                        "an evacuation from the target that was only accepted",
                        given -> given.migration("evacuation", "accepted", "compute-2", "compute-1"),
                        "",
                        "all: it was evacuated from compute-2 (accepted)"),
                Case.of(
                        "an evacuation that the target has acted on",
                        given -> given.migration("evacuation", "completed", "compute-2", "compute-1"),
                        "block-live, cold, manual"),
                Case.of(
                        "an evacuation from a third host",
                        given -> given.migration("evacuation", "done", "compute-3", "compute-1"),
                        "block-live, cold, manual"));
    }

    static Stream<Case> allocations() {
        return Stream.of(
                Case.of(
                        "an allocation on another host alone",
                        given -> given.noAllocation().allocation("elsewhere", "VCPU", 1),
                        "",
                        CHARGED_WRONGLY),
                Case.of(
                        "an allocation on another host, too",
                        given -> given.allocation("elsewhere", "MEMORY_MB", 256),
                        "",
                        CHARGED_WRONGLY),
                Case.of("no allocation at all", Given::noAllocation, "", CHARGED_WRONGLY),
                Case.of(
                        "bandwidth of a port, which an agent's provider has",
                        given -> given.allocation("agent", "NET_BW_EGR_KILOBIT_PER_SEC", 1000),
                        "block-live, cold",
                        "manual: Placement charges it for NET_BW_EGR_KILOBIT_PER_SEC beside what it has of compute-1"));
    }

    static Stream<Case> traces() {
        return Stream.of(
                Case.of(
                        "a guest that Nova believes to run",
                        given -> given.sourceDomain(DomainState.SHUT_OFF),
                        "",
                        "all: Nova says active, but its domain on compute-1 is SHUT_OFF; bring the two together first"),
                Case.of(
                        "a guest that Nova believes to be shut off",
                        given -> given.stopped().sourceDomain(DomainState.ACTIVE),
                        "",
                        "all: Nova says stopped, but its domain on compute-1 is ACTIVE"),
                Case.of(
                        "a domain on the target",
                        given -> given.targetDomain(DomainState.SHUT_OFF),
                        "",
                        "all: compute-2 has a domain of it already (SHUT_OFF)"),
                Case.of(
                        "a directory on the target",
                        Given::targetDirectory,
                        "",
                        "all: compute-2 has a directory of it already"),
                Case.of(
                        "what a resize left on the target",
                        given -> given.targetLeftover(Samples.ID + "_resize"),
                        "",
                        "all: a leftover of a former move is on compute-2: " + Samples.ID + "_resize"),
                Case.of(
                        "what a resize left on the source",
                        given -> given.sourceLeftover(Samples.ID + "_resize"),
                        "",
                        "all: a leftover of a former move is on compute-1: " + Samples.ID + "_resize"),
                Case.of(
                        "files that a former move keeps on both hosts for its hold",
                        given -> given.targetLeftover(Samples.ID + ".moved-0badcafe")
                                .sourceLeftover(Samples.ID + ".moved-1badcafe"),
                        "block-live, cold, manual"));
    }

    @Test
    void refusesAnInstanceOnNoHostBeforeAnythingElseIsLookedAt() {
        assertThat(Decision.refusals(
                        new Given().vmState("shelved_offloaded").onNoHost().instance()))
                .containsExactly("it is SHELVED_OFFLOADED (shelved_offloaded) and on no host; only running and shut off"
                        + " instances can be moved");
    }

    @Test
    void looksFurtherAtAnInstanceOnAHost() {
        assertThat(Decision.refusals(new Given().vmState("error").instance())).isEmpty();
    }
}
