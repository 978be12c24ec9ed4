package org.ferry.workflows.activity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compute host: its nova-compute service and its hypervisor.
 *
 * @param up whether nova-compute reports in time
 * @param enabled whether the scheduler may use it
 * @param disabledReason the reason that was given when it was disabled
 * @param cpu what its processors offer to guests, or null where Nova does not tell (API 2.88 and later)
 * @param aggregates host aggregates that it is in, by name
 */
public record ComputeHost(
        String name,
        String hypervisorHostname,
        String availabilityZone,
        boolean up,
        boolean enabled,
        @Nullable String disabledReason,
        @Nullable CpuModel cpu,
        List<Aggregate> aggregates) {}
