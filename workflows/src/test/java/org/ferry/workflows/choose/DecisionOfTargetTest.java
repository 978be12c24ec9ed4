package org.ferry.workflows.choose;

import static org.ferry.workflows.choose.Given.OTHER;
import static org.ferry.workflows.choose.Given.other;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: the hosts, what they have to give, and the neighbours that a server group wants or bars. */
class DecisionOfTargetTest {
    private static final String ALL = "block-live, cold, manual";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"hosts", "disabledTargets", "namedTargets", "capacities", "groups"})
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> hosts() {
        return Stream.of(
                Case.of(
                        "a flavor that requires a trait, and a named target without it",
                        given -> given.flavor("trait:HW_CPU_X86_AVX512F", "required"),
                        "",
                        "all: requires the trait HW_CPU_X86_AVX512F, which compute-2 lacks"),
                Case.of(
                        "a flavor that requires a trait, and a named target with it",
                        given -> given.flavor("trait:HW_CPU_X86_AVX512F", "required")
                                .traits(Set.of(), Set.of("HW_CPU_X86_AVX512F")),
                        ALL),
                Case.of(
                        "a flavor that forbids a trait, and a named target with it",
                        given -> given.flavor("trait:CUSTOM_SLOW", "forbidden").traits(Set.of(), Set.of("CUSTOM_SLOW")),
                        "",
                        "all: forbids the trait CUSTOM_SLOW, which compute-2 has"),
                Case.of(
                        "the source as target",
                        given -> given.target("compute-1"),
                        "",
                        "all: it is on compute-1 already"),
                Case.of("a target that is down", Given::targetDown, "", "all: nova-compute on compute-2 is down"),
                Case.of(
                        "a target in another availability zone",
                        given -> given.zone("east"),
                        "",
                        "all: compute-2 is in availability zone east, the instance in nova"),
                Case.of(
                        "a flavor for an aggregate that the target is not in",
                        given -> given.flavor("aggregate_instance_extra_specs:ssd", "true"),
                        "",
                        "all: its flavor asks for an aggregate with ssd=true, and compute-2 is in none"),
                Case.of(
                        "a flavor for an aggregate that the target is in",
                        given -> given.flavor("aggregate_instance_extra_specs:ssd", "true")
                                .aggregate("ssd", "true"),
                        "block-live, cold, manual"),
                Case.of(
                        "a flavor for one of two aggregates, of which the target is in one",
                        given -> given.flavor("aggregate_instance_extra_specs:disk", "<or> ssd <or> nvme")
                                .aggregate("disk", "nvme"),
                        "block-live, cold, manual"),
                Case.of(
                        "a target that is kept for other projects",
                        given -> given.aggregate("filter_tenant_id", "somebody, else"),
                        "",
                        "all: compute-2 is in an aggregate that is kept for other projects"),
                Case.of(
                        "a target that is kept for its project among others",
                        given -> given.aggregate("filter_tenant_id", "project,other"),
                        ALL),
                Case.of(
                        "a key with a number, which brings projects to a host and keeps none away",
                        given -> given.aggregate("filter_tenant_id1", "other"),
                        ALL),
                Case.of(
                        "a flavor that compares what an aggregate says, which is left to the scheduler",
                        given -> given.flavor("aggregate_instance_extra_specs:speed", ">= 10"),
                        ALL),
                Case.of(
                        "a flavor for one of two aggregates, of which the target is in none",
                        given -> given.flavor("aggregate_instance_extra_specs:disk", "<or> ssd <or> nvme")
                                .aggregate("disk", "tape"),
                        "",
                        "all: its flavor asks for an aggregate with disk=<or> ssd <or> nvme, and compute-2 is in none"),
                Case.of(
                        "a target in another cell",
                        given -> given.cell("cell2"),
                        "",
                        "all: compute-2 is in cell cell2, the instance in cell cell1"),
                Case.of(
                        "a source that is down under a running guest",
                        Given::sourceDown,
                        "",
                        "block-live: nova-compute on compute-1 is down, and the guest's memory leaves from there",
                        "cold: nova-compute on compute-1 is down, and Nova copies and confirms there",
                        "manual: nova-compute on compute-1 is down, and without it the instance can't be stopped"),
                Case.of(
                        "a source that is down under a stopped instance with a volume",
                        given -> given.sourceDown().stopped(),
                        "",
                        "manual: nor its volumes be detached"),
                Case.of(
                        "a source that is down under a stopped instance without volumes",
                        given -> given.sourceDown().stopped().noVolumes(),
                        "manual",
                        "cold: nova-compute on compute-1 is down"));
    }

    static Stream<Case> disabledTargets() {
        return Stream.of(
                Case.of(
                        "a disabled target",
                        given -> given.targetDisabled("Migrations Only"),
                        "",
                        "block-live: is disabled (Migrations Only), and Nova's scheduler takes no disabled host",
                        "cold: forced-cold enables it for the move",
                        "forced-cold: is disabled (Migrations Only); allow it with \"allowDisabledTarget\": true",
                        "manual: is disabled (Migrations Only); allow it with \"allowDisabledTarget\": true"),
                Case.of(
                        "a disabled target that is allowed, which the scheduler still ignores",
                        given -> given.targetDisabled("Migrations Only").allowDisabledTarget(),
                        "forced-cold, manual",
                        "block-live: Nova's scheduler takes no disabled host",
                        "cold: Nova's scheduler takes no disabled host"),
                Case.of(
                        "a disabled target and forced-cold asked for",
                        given -> given.targetDisabled("Migrations Only").method(Method.FORCED_COLD),
                        "forced-cold"),
                Case.of(
                        "a target disabled without a reason",
                        given -> given.targetDisabled(null),
                        "",
                        "cold: nova-compute on compute-2 is disabled, and Nova's scheduler",
                        "manual: nova-compute on compute-2 is disabled; allow it"),
                Case.of(
                        "a disabled target before Newton, whose live migration does not ask the scheduler",
                        given -> given.targetDisabled("Migrations Only")
                                .allowDisabledTarget()
                                .api("2.25"),
                        "block-live, forced-cold, manual"),
                Case.of(
                        "a disabled target before Newton that is not allowed",
                        given -> given.targetDisabled("Migrations Only").api("2.25"),
                        "",
                        "block-live: allow it with \"allowDisabledTarget\": true"));
    }

    static Stream<Case> namedTargets() {
        return Stream.of(
                Case.of(
                        "a named target before API 2.56",
                        given -> given.api("2.53"),
                        "block-live, forced-cold, manual",
                        "cold: Nova's API (2.53) can't name the host of a cold migration before 2.56; forced-cold can"),
                Case.of("a named target since API 2.56", given -> given.api("2.56"), ALL, "forced-cold: not needed"),
                Case.of(
                        "a named target and no microversions",
                        given -> given.api("2.0").stopped(),
                        "forced-cold, manual"),
                Case.of(
                        "no target before API 2.56, which leaves it to the scheduler",
                        given -> given.noTarget().api("2.53"),
                        ALL,
                        "forced-cold: nobody has named a host, so that cold may leave it to Nova's scheduler"),
                Case.of(
                        "no target before API 2.56, and a cold migration that has failed",
                        given -> given.noTarget().api("2.53").forbid(Method.COLD),
                        "block-live, forced-cold, manual"),
                Case.of("no target today", Given::noTarget, ALL, "forced-cold: not needed"),
                Case.of(
                        "forced-cold asked for where the API names hosts",
                        given -> given.method(Method.FORCED_COLD),
                        "forced-cold"),
                Case.of(
                        "forced-cold preferred where the API names hosts",
                        given -> given.prefer(Method.FORCED_COLD),
                        "forced-cold, block-live, cold, manual"));
    }

    static Stream<Case> capacities() {
        return Stream.of(
                Case.of(
                        "no CPU left",
                        given -> given.used("VCPU", 64),
                        "",
                        "all: it needs 1 VCPU, compute-2 has 0 to give"),
                Case.of(
                        "too little memory left",
                        given -> given.used("MEMORY_MB", 3400),
                        "",
                        "all: it needs 256 MEMORY_MB, compute-2 has 184 to give"),
                Case.of("just enough memory left", given -> given.used("MEMORY_MB", 3328), ALL),
                Case.of(
                        "no disk left",
                        given -> given.used("DISK_GB", 100),
                        "",
                        "all: it needs 1 DISK_GB, compute-2 has 0 to give"),
                Case.of(
                        "more memory promised than there is",
                        given -> given.memoryRatio(1.5).used("MEMORY_MB", 3400),
                        "",
                        "all: compute-2 would have promised more memory than it has (184 MiB left of 3584, needed 256):"
                                + " bad performance, and guests killed when it runs out"),
                Case.of(
                        "more memory promised than there is, as asked",
                        given -> given.memoryRatio(1.5).used("MEMORY_MB", 3400).allowOvercommit(),
                        ALL),
                Case.of(
                        "more memory promised than even Placement gives",
                        given -> given.memoryRatio(1.5).used("MEMORY_MB", 5300).allowOvercommit(),
                        "",
                        "all: it needs 256 MEMORY_MB, compute-2 has 76 to give"),
                Case.of("a ratio above 1 and memory left", given -> given.memoryRatio(1.5), ALL));
    }

    static Stream<Case> groups() {
        return Stream.of(
                Case.of(
                        "anti-affinity, the other member on the target",
                        given -> given.group("anti-affinity", 1, other("compute-2", "")),
                        "",
                        "all: server group web keeps its members apart (anti-affinity), and compute-2 has or gets "
                                + OTHER),
                Case.of(
                        "anti-affinity, the other member on a third host",
                        given -> given.group("anti-affinity", 1, other("compute-3", "")),
                        ALL),
                Case.of(
                        "anti-affinity, Nova moving the other member to the target",
                        given -> given.group("anti-affinity", 1, other("compute-3", "compute-2")),
                        "",
                        "all: compute-2 has or gets " + OTHER),
                Case.of(
                        "anti-affinity, Ferry moving the other member to the target",
                        given -> given.group("anti-affinity", 1, other("compute-3", ""))
                                .inFlight(OTHER, "compute-3", "compute-2"),
                        "",
                        "all: compute-2 has or gets " + OTHER),
                Case.of(
                        "anti-affinity, Ferry moving a stranger to the target",
                        given -> given.group("anti-affinity", 1, other("compute-3", ""))
                                .inFlight("a-stranger", "compute-3", "compute-2"),
                        ALL),
                Case.of(
                        "anti-affinity with two members a host",
                        given -> given.group("anti-affinity", 2, other("compute-2", "")),
                        ALL),
                Case.of(
                        "affinity, the other member staying",
                        given -> given.group("affinity", 1, other("compute-1", "")),
                        "",
                        "all: server group web keeps its members together (affinity), and " + OTHER
                                + " is on compute-1"),
                Case.of(
                        "affinity, the other member on the target",
                        given -> given.group("affinity", 1, other("compute-2", "")),
                        ALL),
                Case.of(
                        "affinity, Ferry moving the other member to the target",
                        given -> given.group("affinity", 1, other("compute-1", ""))
                                .inFlight(OTHER, "compute-1", "compute-2"),
                        ALL),
                Case.of(
                        "affinity, the other member on no host",
                        given -> given.group("affinity", 1, other("", "")),
                        ALL),
                Case.of("affinity without others", given -> given.group("affinity", 1), ALL),
                Case.of(
                        "soft anti-affinity, the other member on the target",
                        given -> given.group("soft-anti-affinity", 1, other("compute-2", "")),
                        ALL),
                Case.of(
                        "soft affinity, the other member staying",
                        given -> given.group("soft-affinity", 1, other("compute-1", "")),
                        ALL));
    }
}
