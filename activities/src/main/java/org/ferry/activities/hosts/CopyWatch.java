package org.ferry.activities.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.client.ActivityCanceledException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ferry.activities.hosts.CopySettings.Engine;
import org.ferry.activities.hosts.CopyStatus.Problem;
import org.ferry.activities.hosts.CopyStatus.State;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.CopyRoute;

/**
 * Has one thing copied by a process of the source, and watches it until it is done. The process does not need the
 * watcher: a worker that dies is followed by another, which finds it running or done. What made it end early is judged
 * here: a connection that broke is tried again for as long as the run's patience lasts. Used by one thread.
 */
final class CopyWatch {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** The answer comes at once when the copy ends, so this is only how often progress is seen. */
    private static final double POLL_SECONDS = 3;

    private static final Duration PAUSE = Duration.ofSeconds(3);
    /**
     * A worker that has just got back to the source gives the copy this long, whatever the source has counted: it may
     * have been the source that was cut off.
     */
    private static final Duration LEAST_WATCH = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> TRIED_AGAIN = Set.of("interrupted", "no-route", "target-unreachable");

    private final HostHelper helper;
    private final CopyRoutes routes;
    private final HostSettings settings;
    private final CopyRoute route;
    private final Order order;
    private final Duration patience;
    private final Consumer<CopyProgress> heartbeat;
    private final long began = System.nanoTime();
    private String lastProblem = "";

    /**
     * Watches nothing yet.
     *
     * @param heartbeat may throw to end the watch; cancellation also ends the copy
     */
    CopyWatch(
            HostHelper helper,
            CopyRoutes routes,
            HostSettings settings,
            CopyRoute route,
            Order order,
            Duration patience,
            Consumer<CopyProgress> heartbeat) {
        this.helper = helper;
        this.routes = routes;
        this.settings = settings;
        this.route = route;
        this.order = order;
        this.patience = patience;
        this.heartbeat = heartbeat;
    }

    /** Returns when the copy is done and verified. */
    CopyStatus.Result await() {
        try {
            CopyStatus status = unlessTargetIsLost(this::start);
            while (status.state() != State.DONE) {
                heartbeat.accept(status.progress(order.title()));
                status = status.state() == State.FAILED ? startAgain(status) : ask("copy-status", POLL_SECONDS);
                giveUpWhenIdle(status);
            }
            return Objects.requireNonNull(status.result(), "a finished copy has a result");
        } catch (ActivityCanceledException e) {
            stop();
            throw e;
        }
    }

    private CopyStatus startAgain(CopyStatus ended) {
        Problem problem = Objects.requireNonNull(ended.error(), "a failed copy has an error");
        lastProblem = problem.message();
        if (!TRIED_AGAIN.contains(problem.type())) {
            throw HostHelper.failure(route.source(), problem.type(), problem.message());
        }
        pause();
        // An attempt that another has taken over from hears it here, and opens nothing.
        heartbeat.accept(ended.progress(order.title()));
        // The key may have expired, or gone with a restart of either host.
        return unlessTargetIsLost(() -> {
            routes.open(route);
            return start();
        });
    }

    private CopyStatus start() {
        CopySettings copying = settings.copying();
        Map<String, Object> request = request();
        request.put("size", order.size());
        // The target takes by extents what the worker, and not just the source, has told it of.
        String question = settings.engine() == Engine.EXTENTS ? "expect" : "features";
        request.put("target", helper.call(route.target(), question, request, JsonNode.class, DEADLINE));
        request.put("engine", settings.engine().name().toLowerCase(Locale.ROOT));
        request.put("streams", copying.streams());
        request.put("limit", Objects.requireNonNullElse(copying.bytesPerSecond(), 0L));
        request.put("hostLimit", Objects.requireNonNullElse(copying.hostBytesPerSecond(), 0L));
        return helper.call(route.source(), "copy-start", request, CopyStatus.class, DEADLINE);
    }

    /** Trouble with the target is a matter of patience; with the source, of a later attempt of the activity. */
    private CopyStatus unlessTargetIsLost(Supplier<CopyStatus> action) {
        HostException trouble;
        try {
            return action.get();
        } catch (HostException.Reported e) {
            if (!TRIED_AGAIN.contains(e.type())) {
                throw e;
            }
            trouble = e;
        } catch (HostException.Unreachable e) {
            if (e.host().equals(route.source())) {
                throw e;
            }
            trouble = e;
        }
        lastProblem = Objects.requireNonNullElse(trouble.getMessage(), "");
        return ask("copy-status", 0);
    }

    private CopyStatus ask(String command, double wait) {
        Map<String, Object> request = request();
        request.put("wait", wait);
        return helper.call(route.source(), command, request, CopyStatus.class, DEADLINE);
    }

    /** While both hosts compare, no bytes move for a long time; then ssh's own keep-alive finds a dead target. */
    private void giveUpWhenIdle(CopyStatus status) {
        Duration watched = Duration.ofNanos(System.nanoTime() - began);
        Duration least = patience.compareTo(LEAST_WATCH) < 0 ? patience : LEAST_WATCH;
        boolean comparing = status.state() == State.RUNNING && status.phase().equals("verifying");
        if (status.state() != State.DONE
                && !comparing
                && status.idleSeconds() >= patience.toSeconds()
                && watched.compareTo(least) >= 0) {
            stop();
            throw Failures.of(
                    Failures.TARGET_LOST,
                    "the copy of the " + order.title() + " from " + route.source() + " to " + route.target()
                            + " made no progress for " + status.idleSeconds() + " s"
                            + (lastProblem.isEmpty() ? "" : "; last: " + lastProblem));
        }
    }

    /** Returns when no process of the copy is left on the source. */
    private void stop() {
        long end = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (true) {
            try {
                helper.call(route.source(), "copy-stop", request(), JsonNode.class, DEADLINE);
                return;
            } catch (HostException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted while watching a copy, which goes on", e);
        }
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new HashMap<>(CopyRoutes.names(route));
        request.put("what", order.what());
        return request;
    }

    /**
     * What is copied.
     *
     * @param what {@code directory} or {@code base/<name>}
     * @param title what a person reads
     * @param size of a base image in bytes; the target takes none of another size
     */
    record Order(String what, String title, long size) {}
}
