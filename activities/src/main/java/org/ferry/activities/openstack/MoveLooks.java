package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.NovaMove;

/** Orders one kind of move, looks at it and judges its end. Thread-safe. */
final class MoveLooks {
    /** Nova refuses: the request, the rights, the host, the instance's state. */
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 409);

    /** Record and instance change one after the other; what differs for so many looks will not come together any more. */
    private static final int MOST_CONTRADICTIONS = 150;

    private final ApiClient api;
    private final NovaServers servers;
    private final NovaMigrations migrations;
    private final Poll poll;
    private final String type;
    private final String action;

    /**
     * Looks at nothing yet.
     *
     * @param type of Nova's migration records
     * @param action as Nova names it among an instance's actions
     */
    MoveLooks(ApiClient api, Poll poll, String type, String action) {
        this.api = api;
        this.servers = new NovaServers(api);
        this.migrations = new NovaMigrations(api);
        this.poll = poll;
        this.type = type;
        this.action = action;
    }

    /** WORLD_CHANGED when the instance is gone. */
    MoveLook at(NovaMove move) {
        return new MoveLook(
                servers.require(move.instanceId()),
                migrations.newest(move.instanceId(), move.after(), type).orElse(null));
    }

    /** Asks Nova for the move unless it has taken the order already; METHOD_FAILED when Nova refuses. */
    void order(NovaMove move, String microversion, JsonNode body) {
        if (at(move).isTaken()) {
            return;
        }
        try {
            api.post(Service.COMPUTE, path("/servers/%s/action", move.instanceId()), microversion, body);
        } catch (ApiException e) {
            if (!REFUSALS.contains(e.status())) {
                throw e;
            }
            // An order whose answer was lost may have come first. Nova of before 2.34 looks into a live migration
            // before
            // it answers: then it refuses what it has a failed record of.
            MoveLook now = at(move);
            if (!now.isTaken() || now.isGivenUp()) {
                throw Failures.of(
                        Failures.METHOD_FAILED,
                        "Nova refuses the " + action + " of instance " + move.instanceId() + " on " + move.source()
                                + ": " + e.getMessage(),
                        e);
            }
        }
    }

    /** Looks on and on, until there is an answer. INSTANCE_IN_ERROR when Nova says so, or contradicts itself for good. */
    <T> T until(NovaMove move, Function<MoveLook, Optional<T>> answer, Predicate<MoveLook> contradicts) {
        int[] contradictions = {0};
        return poll.until(
                () -> {
                    MoveLook look = at(move);
                    if (look.isInError()) {
                        throw inError(look, "; " + why(look));
                    }
                    Optional<T> answered = answer.apply(look);
                    contradictions[0] = contradicts.test(look) ? contradictions[0] + 1 : 0;
                    if (answered.isEmpty() && contradictions[0] > MOST_CONTRADICTIONS) {
                        throw inError(look, ": one of the two is wrong, and the guest may be on either host");
                    }
                    return answered;
                },
                () -> "no longer watching the " + action + " of instance " + move.instanceId() + ", which goes on");
    }

    /** What it means that Nova gave up: METHOD_FAILED where the instance is on its source. */
    RuntimeException gaveUp(NovaMove move, MoveLook look) {
        return look.isOn(move.source())
                ? Failures.of(
                        Failures.METHOD_FAILED, "Nova gave up the " + action + "; " + look.now() + "; " + why(look))
                : changed(look);
    }

    /** WORLD_CHANGED, with what Nova says now. */
    static RuntimeException changed(MoveLook look) {
        return Failures.of(Failures.WORLD_CHANGED, look.now());
    }

    private static RuntimeException inError(MoveLook look, String why) {
        return Failures.of(Failures.INSTANCE_IN_ERROR, look.now() + why);
    }

    private String why(MoveLook look) {
        String id = look.instance().id();
        String reasons = Stream.of(servers.lastFailure(id, action), look.isInError() ? servers.fault(id) : "")
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "it gives no reason" : reasons;
    }
}
