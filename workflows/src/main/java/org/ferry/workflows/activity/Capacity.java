package org.ferry.workflows.activity;

import java.util.Map;
import java.util.Set;

/**
 * What Placement has of one compute host's resource provider.
 *
 * @param providerId uuid of the provider
 * @param inventories resource class, for example {@code MEMORY_MB}, to what there is of it
 * @param traits for example {@code HW_CPU_X86_AVX2}, {@code COMPUTE_STATUS_DISABLED}
 */
public record Capacity(String providerId, Map<String, Inventory> inventories, Set<String> traits) {

    /** One resource class: units as Placement counts them (VCPU, MiB, GiB). */
    public record Inventory(long total, long reserved, double allocationRatio, long used) {

        /** What is left of what is there, whatever the ratio promises beyond it; negative where too much is promised. */
        public long left() {
            return total - reserved - used;
        }

        /** What can still be claimed. */
        public long free() {
            return (long) Math.floor((total - reserved) * allocationRatio) - used;
        }
    }
}
