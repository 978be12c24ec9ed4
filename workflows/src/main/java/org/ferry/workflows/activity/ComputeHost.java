package org.ferry.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A compute host: its nova-compute service and its hypervisor.
 *
 * @param up whether nova-compute reports in time
 * @param enabled whether the scheduler may use it
 * @param disabledReason the reason that was given when it was disabled
 */
public record ComputeHost(
        String name,
        String hypervisorHostname,
        String availabilityZone,
        boolean up,
        boolean enabled,
        @Nullable String disabledReason) {}
