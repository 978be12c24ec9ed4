package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.PlacementActivities;

/**
 * {@link PlacementActivities} by Placement's API. The two consumers of a reservation change in one request, as Nova's
 * move_allocations does (nova/scheduler/client/report.py), guarded by their generations. Stateless, thread-safe.
 */
public final class PlacementApiActivities implements PlacementActivities {
    /** Consumers have generations since 1.28 (Rocky). */
    static final String CONSUMER_GENERATIONS = "1.28";

    private static final String CONCURRENT_UPDATE = "placement.concurrent_update";
    private static final int ATTEMPTS = 5;

    private final ApiClient api;
    private final Providers providers;

    /** Activities that use the client. */
    public PlacementApiActivities(ApiClient api) {
        this.api = api;
        this.providers = new Providers(api);
    }

    @Override
    public Capacity describeCapacity(String hypervisorHostname) {
        return providers
                .named(hypervisorHostname)
                .orElseThrow(() -> Failures.of(
                        Failures.REFUSED, "Placement has no resource provider of the name " + hypervisorHostname));
    }

    @Override
    public List<Candidate> findCandidates(Demand demand) {
        return providers.candidates(demand);
    }

    @Override
    public List<Candidate> listProviders() {
        return providers.all();
    }

    @Override
    public boolean releaseMigration(String migrationUuid) {
        if (migrationUuid.isEmpty()) {
            return false; // Nova did not tell it, or has no such consumers yet
        }
        boolean[] held = {false};
        unlessConcurrent(() -> {
            Allocations migration = Allocations.parse(allocations(migrationUuid));
            if (!migration.isEmpty()) {
                ObjectNode body = Json.object().set(migrationUuid, migration.without());
                api.post(Service.PLACEMENT, "/allocations", CONSUMER_GENERATIONS, body);
                held[0] = true;
            }
        });
        return held[0];
    }

    @Override
    public Map<String, Map<String, Long>> describeAllocations(String instanceId) {
        return Allocations.parse(allocations(instanceId)).held();
    }

    @Override
    public void reserve(Reservation reservation) {
        requireGenerations();
        unlessConcurrent(() -> {
            Allocations instance = Allocations.parse(allocations(reservation.instanceId()));
            Allocations holder = Allocations.parse(allocations(reservation.holder()));
            if (instance.holds(reservation.targetProvider()) && holder.holds(reservation.sourceProvider())) {
                return;
            }
            if (!instance.holds(reservation.sourceProvider()) || instance.holds(reservation.targetProvider())) {
                throw Failures.of(
                        Failures.WORLD_CHANGED,
                        "In Placement instance " + reservation.instanceId() + " should hold a share of provider "
                                + reservation.sourceProvider() + ", the source, and none of the target; it holds "
                                + instance.held());
            }
            try {
                post(
                        reservation,
                        instance.moved(reservation.sourceProvider(), reservation.targetProvider()),
                        holder.with(reservation.sourceProvider(), instance.of(reservation.sourceProvider())));
            } catch (ApiException e) {
                throw isNoRoom(e) ? refused(reservation, e) : e;
            }
        });
    }

    @Override
    public void giveBack(Reservation reservation) {
        unlessConcurrent(() -> {
            Allocations instance = Allocations.parse(allocations(reservation.instanceId()));
            Allocations holder = Allocations.parse(allocations(reservation.holder()));
            if (holder.isEmpty()) {
                return;
            }
            if (instance.holds(reservation.targetProvider()) && !instance.holds(reservation.sourceProvider())) {
                post(
                        reservation,
                        instance.moved(reservation.targetProvider(), reservation.sourceProvider()),
                        holder.without());
            } else {
                // The instance is gone, or somebody else has given it the source back.
                release(reservation.holder());
            }
        });
    }

    @Override
    public void settle(Reservation reservation) {
        release(reservation.holder());
    }

    /** Old clouds are told before anything is changed: without generations two writers would overwrite each other. */
    private void requireGenerations() {
        if (!api.newest(Service.PLACEMENT).has(Microversion.parse(CONSUMER_GENERATIONS))) {
            throw Failures.of(
                    Failures.REFUSED,
                    "Placement's API is of version " + api.newest(Service.PLACEMENT) + "; reserving a target needs "
                            + CONSUMER_GENERATIONS + " (Rocky)");
        }
    }

    /** Reads and writes again when somebody else wrote in between. */
    private static void unlessConcurrent(Runnable readAndWrite) {
        for (int attempt = 1; true; attempt++) {
            try {
                readAndWrite.run();
                return;
            } catch (ApiException.Conflict e) {
                if (!e.code().equals(CONCURRENT_UPDATE) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void post(Reservation reservation, ObjectNode instance, ObjectNode holder) {
        ObjectNode body = Json.object();
        body.set(reservation.instanceId(), instance);
        body.set(reservation.holder(), holder);
        // What a consumer that is new to Placement has to say of itself.
        holder.put("project_id", reservation.project());
        holder.put("user_id", instance.path("user_id").asText());
        api.post(Service.PLACEMENT, "/allocations", CONSUMER_GENERATIONS, body);
    }

    private void release(String consumer) {
        try {
            api.delete(Service.PLACEMENT, path("/allocations/%s", consumer), CONSUMER_GENERATIONS);
        } catch (ApiException.NotFound e) {
            // Holds nothing any more.
        }
    }

    /** 400: the target's provider is unknown or lacks the resource class. 409 but for a concurrent update: it is full. */
    private static boolean isNoRoom(ApiException e) {
        return e.status() == 400 || (e.status() == 409 && !e.code().equals(CONCURRENT_UPDATE));
    }

    private static RuntimeException refused(Reservation reservation, ApiException e) {
        return Failures.of(
                Failures.REFUSED,
                "Placement has no room for instance " + reservation.instanceId() + " on provider "
                        + reservation.targetProvider() + ": " + e.getMessage(),
                e);
    }

    private JsonNode allocations(String consumer) {
        return get(path("/allocations/%s", consumer));
    }

    private JsonNode get(String path) {
        return api.get(Service.PLACEMENT, path, CONSUMER_GENERATIONS);
    }
}
