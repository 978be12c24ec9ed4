package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ferry.workflows.choose.Given.cpu;

import java.util.Set;
import java.util.stream.Stream;
import org.ferry.workflows.activity.CpuModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: what the guest's processor is, and what the hosts' are. */
class DecisionOfProcessorsTest {
    private static final CpuModel HOST = Samples.CPU;
    private static final CpuModel SAME_WITHOUT_AVX512 = cpu("Skylake-Server", "avx2");
    private static final CpuModel HASWELL = cpu("Haswell", "avx2", "avx512f");

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> rows() {
        return Stream.of(
                Case.of(
                        "hosts of which Nova tells nothing, and a guest that has all of its host's processor",
                        given -> given.cpus(cpu("host-passthrough"), null, null)
                                .noVolumes()
                                .traits(Set.of("HW_CPU_X86_AVX2", "HW_CPU_X86_SSE41"), Set.of("HW_CPU_X86_SSE41")),
                        "cold, manual",
                        "block-live: host-passthrough processor, and compute-2 lacks the trait HW_CPU_X86_AVX2"),
                Case.of(
                        "hosts of which Nova tells nothing, and a guest that was given what the target lacks",
                        given -> given.cpus(cpu("Westmere", "sse4.1", "aes"), null, null)
                                .noVolumes()
                                .traits(Set.of("HW_CPU_X86_AVX2", "HW_CPU_X86_SSE41"), Set.of()),
                        "cold, manual",
                        "block-live: Westmere processor, and compute-2 lacks the trait HW_CPU_X86_SSE41"),
                Case.of(
                        "hosts of which Nova tells nothing, and a guest that needs nothing of what the target lacks",
                        given -> given.cpus(cpu("Westmere", "aes"), null, null)
                                .noVolumes()
                                .traits(Set.of("HW_CPU_X86_AVX2"), Set.of()),
                        "block-live, cold, manual"),
                Case.of(
                        "another architecture, which no way of moving bridges",
                        given -> given.cpus(null, HOST, new CpuModel("aarch64", "ARM", "Neoverse-N1", Set.of())),
                        "",
                        "all: compute-2 has another architecture: aarch64, not x86_64"),
                Case.of(
                        "hosts that differ, on old Nova, though the guest would not mind",
                        given -> given.cpus(cpu("Westmere"), HOST, HASWELL)
                                .noVolumes()
                                .api("2.0"),
                        "forced-cold, manual",
                        "block-live: this old Nova compares the hosts' processors, whatever the guest needs: compute-2 has"
                                + " a Haswell, not a Skylake-Server"),
                Case.of(
                        "hosts that differ in a feature, on old Nova",
                        given -> given.cpus(cpu("Westmere"), HOST, SAME_WITHOUT_AVX512)
                                .noVolumes()
                                .api("2.0"),
                        "forced-cold, manual",
                        "block-live: whatever the guest needs: compute-2 lacks avx512f"),
                Case.of(
                        "hosts that are alike, on old Nova",
                        given -> given.cpus(cpu("Westmere"), HOST, HOST)
                                .noVolumes()
                                .api("2.0"),
                        "block-live, forced-cold, manual"),
                Case.of(
                        "hosts that differ, since Kilo, which asks what the guest needs",
                        given -> given.cpus(cpu("Westmere"), HOST, HASWELL)
                                .noVolumes()
                                .api("2.3"),
                        "block-live, forced-cold, manual"),
                Case.of(
                        "a guest of an older model than both hosts",
                        given -> given.cpus(cpu("Westmere"), HOST, cpu("Broadwell")),
                        "block-live, cold, manual"),
                Case.of(
                        "a feature that the guest was given and the target lacks",
                        given -> given.cpus(cpu("Westmere", "AVX2"), HOST, cpu("Skylake-Server", "avx512f")),
                        "cold, manual",
                        "live: the guest runs with a Westmere processor, and compute-2 (Skylake-Server) lacks AVX2",
                        "block-live: lacks AVX2"),
                Case.of(
                        "a feature that the guest was given and the target writes in capitals",
                        given -> given.cpus(cpu("Westmere", "avx2"), HOST, cpu("Skylake-Server", "AVX2")),
                        "block-live, cold, manual"),
                Case.of(
                        "a guest of its host's model on a target of a lesser one",
                        given -> given.cpus(cpu("Skylake-Server"), HOST, cpu("Broadwell", "avx2")),
                        "cold, manual",
                        "block-live: the guest runs with a Skylake-Server processor, and compute-2 (Broadwell) lacks"
                                + " avx512f"),
                Case.of(
                        "features that no processor has and QEMU makes up",
                        given -> given.cpus(cpu("Skylake-Server", "avx2", "hypervisor", "x2apic"), HOST, HOST),
                        "block-live, cold, manual"),
                Case.of(
                        "a guest with all of its host's processor on a target without some of it",
                        given -> given.cpus(cpu("host-passthrough"), HOST, SAME_WITHOUT_AVX512),
                        "cold, manual",
                        "block-live: the guest has all of its host's processor (host-passthrough): compute-2 lacks avx512f"),
                Case.of(
                        "a guest with all of its host's processor on a target alike",
                        given -> given.cpus(cpu("host-passthrough"), HOST, HOST),
                        "block-live, cold, manual"),
                Case.of(
                        "a guest with QEMU's default processor, left to Nova's own comparison",
                        given -> given.cpus(cpu(""), HOST, HASWELL),
                        "block-live, cold, manual"),
                Case.of(
                        "a target whose processor Nova does not tell",
                        given -> given.cpus(Samples.GUEST_CPU, HOST, null),
                        "block-live, cold, manual"),
                Case.of(
                        "a source whose processor Nova does not tell",
                        given -> given.cpus(Samples.GUEST_CPU, null, HASWELL),
                        "block-live, cold, manual"),
                Case.of(
                        "a stopped instance, which has no processor yet",
                        given -> given.stopped().cpus(null, HOST, HASWELL),
                        "cold, manual"));
    }

    @Test
    void namesFiveFeaturesThatAreMissingAndCountsTheRest() {
        assertThat(missing("a", "b", "c", "d", "e")).endsWith("compute-2 lacks a, b, c, d, e");
        assertThat(missing("a", "b", "c", "d", "e", "f")).endsWith("compute-2 lacks a, b, c, d, e and 1 more");
    }

    private static String missing(String... features) {
        Given given = new Given().cpus(cpu("host-passthrough"), cpu("A", features), cpu("A"));
        return given.plan().option(Method.BLOCK_LIVE).reasons().get(0);
    }
}
