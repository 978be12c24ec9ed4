package org.ferry.workflows.activity;

import java.util.Set;

/**
 * Processors: what a host offers to guests (Nova's {@code cpu_info}), or what a running guest was given (its domain).
 *
 * @param arch for example {@code x86_64}
 * @param vendor for example {@code Intel}; empty for a guest's
 * @param model libvirt's name, for example {@code Skylake-Server-IBRS}; empty where the guest's is QEMU's default,
 *     {@code host-passthrough} where it is its host's own
 * @param features libvirt's names of the features beyond the model, for example {@code avx512f}
 */
public record CpuModel(String arch, String vendor, String model, Set<String> features) {}
