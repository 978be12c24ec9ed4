package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Allocations and inventories in Placement. */
@ActivityInterface(namePrefix = "Placement_")
public interface PlacementActivities {
    /** What the provider of this hypervisor has, and what is used. Fails with REFUSED when there is no such provider. */
    Capacity describeCapacity(String hypervisorHostname);

    /**
     * Providers with room for these resources and with these traits (API 1.17; {@code allocation_candidates}). Fails
     * with REFUSED where Placement is older.
     */
    List<Candidate> findCandidates(Demand demand);

    /** All resource providers that have memory, by name. */
    List<Candidate> listProviders();

    /** Lets go of what a migration of Nova's that is over still holds; whether it held anything. */
    boolean releaseMigration(String migrationUuid);

    /** What the instance holds: provider uuid to resource class to amount. */
    Map<String, Map<String, Long>> describeAllocations(String instanceId);

    /**
     * Reserves the target as Nova does for a cold migration: in one request the instance's allocation goes to the
     * target's provider and what it held on the source goes to the run's own consumer. Fails with REFUSED when the
     * target has no room.
     */
    void reserve(Reservation reservation);

    /** The undo of {@link #reserve}: the instance holds the source again, the run's consumer nothing. */
    void giveBack(Reservation reservation);

    /** Ends the reservation after the move: the run's consumer lets go of the source. */
    void settle(Reservation reservation);

    /**
     * A claim on the target while the source is held as well.
     *
     * @param holder consumer (uuid) that holds the source's share meanwhile
     * @param sourceProvider provider uuid of the source
     * @param targetProvider provider uuid of the target
     */
    record Reservation(
            String instanceId, String holder, String project, String sourceProvider, String targetProvider) {}

    /**
     * What a host has to offer.
     *
     * @param resources resource class to amount
     * @param required traits that it must have
     * @param forbidden traits that it must not have
     */
    record Demand(Map<String, Long> resources, Set<String> required, Set<String> forbidden) {}
}
