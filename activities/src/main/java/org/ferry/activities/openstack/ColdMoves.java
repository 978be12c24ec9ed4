package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveState;

/**
 * Nova's cold migrations (nova/compute/api.py, manager.py and conductor/tasks/migrate.py, 26.0). The API sets the task
 * {@code resize_prep} before it answers; the record comes with the scheduling, and gets its host when the target has
 * claimed the room. The end is {@code resized} with a record that is {@code finished}. A confirmation sets no task, only
 * the record's status. Thread-safe.
 */
final class ColdMoves {
    private static final String NAMED_HOST = "2.56";
    /** The record is confirmed before the instance leaves the state {@code resized}. */
    private static final Set<String> CONFIRMING = Set.of("confirming", "confirmed");

    private final ApiClient api;
    private final MoveLooks looks;

    ColdMoves(ApiClient api, Poll poll) {
        this.api = api;
        this.looks = new MoveLooks(api, poll, NovaMigrations.COLD, "migrate");
    }

    void order(NovaMove move) {
        ObjectNode body = Json.object();
        if (move.target() == null) {
            body.putNull("migrate");
        } else {
            body.putObject("migrate").put("host", move.target());
        }
        looks.order(move, NAMED_HOST, body);
    }

    /** The host that the scheduler chose. */
    String choice(NovaMove move, Consumer<NovaMoveState> heartbeat) {
        return until(move, heartbeat, look -> switch (stage(look)) {
            case FAILED -> throw looks.gaveUp(move, look);
            case REVERTED -> throw MoveLooks.changed(look);
            case UNDER_WAY, VERIFY, CONFIRMED -> Optional.of(look.target()).filter(host -> !host.isEmpty());
        });
    }

    /** Until VERIFY_RESIZE; a move that somebody confirmed meanwhile is there as well. */
    NovaMoveState await(NovaMove move, Consumer<NovaMoveState> heartbeat) {
        return until(move, heartbeat, look -> switch (stage(look)) {
            case UNDER_WAY -> Optional.empty();
            case VERIFY, CONFIRMED -> Optional.of(look.state());
            case FAILED -> {
                if (look.migration() == null || !look.isOn(look.target())) {
                    throw looks.gaveUp(move, look);
                }
                // A person has brought up there what Nova had left in error.
                yield Optional.of(look.state());
            }
            case REVERTED -> throw MoveLooks.changed(look);
        });
    }

    void confirm(NovaMove move, Consumer<NovaMoveState> heartbeat) {
        until(move, heartbeat, look -> switch (stage(look)) {
            case UNDER_WAY -> Optional.empty();
            case VERIFY -> ask(move, "confirmResize");
            case CONFIRMED -> Optional.of(look);
            case FAILED -> {
                if (look.migration() == null || !look.isOn(look.target())) {
                    throw MoveLooks.changed(look);
                }
                // A person has brought up there what a failed confirmation had left in error.
                yield Optional.of(look);
            }
            case REVERTED -> throw MoveLooks.changed(look);
        });
    }

    void revert(NovaMove move, Consumer<NovaMoveState> heartbeat) {
        until(move, heartbeat, look -> switch (stage(look)) {
            case UNDER_WAY -> Optional.empty();
            case VERIFY -> ask(move, "revertResize");
            case CONFIRMED -> throw MoveLooks.changed(look);
            case FAILED, REVERTED -> {
                if (!look.isOn(move.source())) {
                    throw MoveLooks.changed(look);
                }
                yield Optional.of(look);
            }
        });
    }

    private enum Stage {
        UNDER_WAY,
        VERIFY,
        CONFIRMED,
        REVERTED,
        FAILED
    }

    private static Stage stage(MoveLook look) {
        if (!look.isIdle()) {
            return Stage.UNDER_WAY;
        }
        if (look.isResized()) {
            return look.status().equals("finished") ? Stage.VERIFY : Stage.UNDER_WAY;
        }
        if (look.migration() == null || look.isGivenUp()) {
            return Stage.FAILED;
        }
        return switch (look.status()) {
            case "confirmed" -> Stage.CONFIRMED;
            case "reverted" -> Stage.REVERTED;
            default -> Stage.UNDER_WAY;
        };
    }

    /** Idle, and neither waiting nor over; or over, and busy with it. A confirmation is idle for as long as it takes. */
    private static boolean contradicts(MoveLook look) {
        if (!look.isIdle()) {
            return look.isMoving() && look.isGivenUp();
        }
        boolean confirming = look.isResized() && CONFIRMING.contains(look.status());
        return stage(look) == Stage.UNDER_WAY && !confirming;
    }

    private <T> T until(NovaMove move, Consumer<NovaMoveState> heartbeat, Answer<T> answer) {
        return looks.until(
                move,
                look -> {
                    heartbeat.accept(look.state());
                    return answer.to(look);
                },
                ColdMoves::contradicts);
    }

    private interface Answer<T> {
        Optional<T> to(MoveLook look);
    }

    /** No answer yet: it is looked at again. What Nova refuses is thrown, and looked at again by the retry. */
    private Optional<MoveLook> ask(NovaMove move, String action) {
        JsonNode body = Json.object().putNull(action);
        api.post(Service.COMPUTE, path("/servers/%s/action", move.instanceId()), ApiClient.BASE, body);
        return Optional.empty();
    }
}
