package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ferry.workflows.activity.LiveProgress;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveActivities.LiveOrder;
import org.ferry.workflows.activity.NovaMoveActivities.LiveState;
import org.ferry.workflows.activity.NovaMoveActivities.LiveWatch;
import org.ferry.workflows.activity.NovaMoveState;
import org.jspecify.annotations.Nullable;

/**
 * Nova's live migrations (nova/compute/api.py, manager.py and conductor/tasks/live_migrate.py, 26.0). The task is {@code
 * migrating} from the order to the end. When all went well the instance changes before the record becomes {@code
 * completed}, when it did not, before the record becomes {@code failed}, {@code cancelled} or {@code error}. The
 * hypervisor's numbers are renewed every 5 s (virt/libvirt/driver.py, _live_migration_monitor). Thread-safe.
 */
final class LiveMoves {
    /** From here on {@code force} is gone; before, leaving it out lets the scheduler check the host (from 2.30). */
    private static final String WITHOUT_FORCE = "2.68";

    private static final Microversion AUTO_BLOCK = Microversion.parse("2.25");
    private static final String FORCE_COMPLETE = "2.22";
    private static final String NUMBERS = "2.23";
    private static final String ABORT = "2.24";
    /** Aborts what is queued or being prepared, too. */
    private static final String ABORT_EARLY = "2.65";

    private static final Set<String> ABORTABLE = Set.of("queued", "preparing", "running");

    private final ApiClient api;
    private final MoveLooks looks;

    LiveMoves(ApiClient api, Poll poll) {
        this.api = api;
        this.looks = new MoveLooks(api, poll, NovaMigrations.LIVE, "live-migration");
    }

    void order(LiveOrder order) {
        ObjectNode body = Json.object();
        ObjectNode wish =
                body.putObject("os-migrateLive").put("host", order.move().target());
        if (api.newest(Service.COMPUTE).has(AUTO_BLOCK)) {
            wish.put("block_migration", "auto");
        } else {
            wish.put("block_migration", order.block()).put("disk_over_commit", false);
        }
        looks.order(order.move(), WITHOUT_FORCE, body);
    }

    LiveState watch(LiveWatch watch, Consumer<LiveProgress> heartbeat) {
        NovaMove move = watch.move();
        LiveMeter meter = new LiveMeter(watch.what(), watch.stallAfter());
        return looks.until(
                move,
                look -> {
                    heartbeat.accept(meter.read(look.status(), numbers(look), System.nanoTime()));
                    NovaMoveState state = look.state(meter.memoryProcessed(), meter.diskProcessed());
                    return switch (stage(look)) {
                        case FAILED -> {
                            if (look.migration() == null || !look.isOn(look.target())) {
                                throw looks.gaveUp(move, look);
                            }
                            // A person has brought up there what Nova had left in error.
                            yield Optional.of(new LiveState(true, state));
                        }
                        case MOVED -> Optional.of(new LiveState(true, state));
                        case UNDER_WAY ->
                            meter.isStalled() ? Optional.of(new LiveState(false, state)) : Optional.empty();
                    };
                },
                LiveMoves::contradicts);
    }

    void forceComplete(NovaMove move) {
        MoveLook look = looks.at(move);
        // "running (post-copy)" was forced already.
        if (stage(look) != Stage.UNDER_WAY || look.status().contains("post-")) {
            return;
        }
        if (look.migration() == null) {
            throw new NotYetException(look.now());
        }
        try {
            String action = path(
                    "/servers/%s/migrations/%s/action",
                    move.instanceId(), "" + look.migration().id());
            api.post(Service.COMPUTE, action, FORCE_COMPLETE, Json.object().putNull("force_complete"));
        } catch (ApiException e) {
            if (stage(looks.at(move)) == Stage.UNDER_WAY) {
                throw e; // not running yet, or paused: the retry looks again
            }
        }
    }

    /** The host that the instance is on at the end. */
    String abort(NovaMove move, Consumer<NovaMoveState> heartbeat) {
        boolean[] asked = {!api.supports(Service.COMPUTE, ABORT, "a live migration goes on to its end")};
        return looks.until(
                move,
                look -> {
                    heartbeat.accept(look.state());
                    if (stage(look) != Stage.UNDER_WAY) {
                        if (!look.isOn(move.source()) && !look.isOn(look.target())) {
                            throw MoveLooks.changed(look);
                        }
                        return Optional.of(look.instance().host());
                    }
                    asked[0] = asked[0] || askToAbort(look);
                    return Optional.empty();
                },
                LiveMoves::contradicts);
    }

    /** Whether Nova took the order; not where the migration was too early or too late for it: then it is looked at again. */
    private boolean askToAbort(MoveLook look) {
        if (look.migration() == null || !ABORTABLE.contains(look.status())) {
            return false;
        }
        String migration = path(
                "/servers/%s/migrations/%s",
                look.instance().id(), "" + look.migration().id());
        try {
            api.delete(Service.COMPUTE, migration, ABORT_EARLY);
            return true;
        } catch (ApiException e) {
            if (e.status() == 400 || e.status() == 404 || e.status() == 409) {
                return false;
            }
            throw e;
        }
    }

    private enum Stage {
        UNDER_WAY,
        MOVED,
        FAILED
    }

    private static Stage stage(MoveLook look) {
        if (!look.isIdle()) {
            return Stage.UNDER_WAY;
        }
        if (look.migration() == null || look.isGivenUp()) {
            return Stage.FAILED;
        }
        return look.status().equals("completed") && look.isOn(look.target()) ? Stage.MOVED : Stage.UNDER_WAY;
    }

    /** Idle, but the record is not over, or names another host; or over, but the instance is still migrating. */
    private static boolean contradicts(MoveLook look) {
        return look.isIdle()
                ? stage(look) == Stage.UNDER_WAY
                : look.isMoving() && (look.isGivenUp() || look.status().equals("completed"));
    }

    /** What the hypervisor counts; Nova tells it of migrations that go on only. */
    private @Nullable JsonNode numbers(MoveLook look) {
        if (look.migration() == null
                || look.isIdle()
                || !api.newest(Service.COMPUTE).has(Microversion.parse(NUMBERS))) {
            return null;
        }
        String all = path("/servers/%s/migrations", look.instance().id());
        long id = look.migration().id();
        return Json.stream(api.get(Service.COMPUTE, all, NUMBERS).path("migrations"))
                .filter(migration -> migration.path("id").asLong() == id)
                .findFirst()
                .orElse(null);
    }
}
