package org.ferry.workflows.balance;

import org.ferry.workflows.activity.Capacity.Inventory;

/**
 * A compute host and how much of it is in use, as Placement has it: {@code used} counts everything that is claimed, also
 * by instances that are not in the {@link Cluster}.
 *
 * @param gives whether instances may be moved away from it
 * @param receives whether instances may be moved to it; a host that neither gives nor receives is not in the score
 */
public record HostLoad(
        String name, Inventory memoryMiB, Inventory vcpus, Inventory diskGiB, boolean gives, boolean receives) {

    Inventory inventory(int resource) {
        return switch (resource) {
            case Load.MEMORY -> memoryMiB;
            case Load.VCPUS -> vcpus;
            default -> diskGiB;
        };
    }
}
