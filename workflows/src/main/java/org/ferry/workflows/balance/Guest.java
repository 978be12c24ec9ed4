package org.ferry.workflows.balance;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the balance sees it.
 *
 * @param diskGiB what it holds of its host's own disk; 0 where its disks are on shared storage
 * @param allowedHosts the hosts that its cell, zone, aggregates and traits allow, or null for all; give the same set
 *     object to instances alike
 * @param movable whether it may be moved at all: not by policy, not while another move has it
 * @param downMillis how long a move would take it away from its users, by the estimate
 */
public record Guest(
        String id,
        String name,
        String host,
        long memoryMiB,
        long vcpus,
        long diskGiB,
        @Nullable Set<String> allowedHosts,
        boolean movable,
        long downMillis) {

    long need(int resource) {
        return switch (resource) {
            case Load.MEMORY -> memoryMiB;
            case Load.VCPUS -> vcpus;
            default -> diskGiB;
        };
    }
}
