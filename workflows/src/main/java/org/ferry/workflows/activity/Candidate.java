package org.ferry.workflows.activity;

import java.util.Set;

/**
 * A compute host's resource provider that Placement offers for a demand.
 *
 * @param name the provider's name: the hypervisor's host name
 * @param traits for example {@code HW_CPU_X86_AVX2}, {@code COMPUTE_STATUS_DISABLED}
 */
public record Candidate(String name, Capacity capacity, Set<String> traits) {}
