package org.ferry.activities.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.activities.hosts.HostSettings.ExistingTrust;
import org.ferry.workflows.activity.CopyRoute;

/**
 * Ways from source to target. The source makes a key that never leaves it; the target admits it for a day, from the
 * source's address, for one command that receives this run's files. The target's host key, verified by the worker, is
 * given to the source, so hosts need not know each other. Thread-safe.
 */
final class CopyRoutes {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SshHosts hosts;
    private final HostHelper helper;
    private final HostSettings settings;

    CopyRoutes(SshHosts hosts, HostHelper helper, HostSettings settings) {
        this.hosts = hosts;
        this.helper = helper;
        this.settings = settings;
    }

    /** Opens the way, or renews it. */
    void open(CopyRoute route) {
        ExistingTrust trust = settings.existingTrust();
        Map<String, Object> request = names(route);
        request.put("address", hosts.address(route.target()));
        request.put("port", settings.port());
        request.put("user", trust == null ? settings.user() : trust.user());
        if (trust == null) {
            request.put("hostKey", hosts.hostKey(route.target()));
        } else {
            request.put("identity", trust.identityFile());
        }
        JsonNode opened = helper.call(route.source(), "open-route", request, JsonNode.class, DEADLINE);
        if (trust == null) {
            Map<String, Object> admission = names(route);
            admission.put("publicKey", opened.path("publicKey").asText());
            admission.put("from", opened.path("address").asText());
            admission.put("command", helper.serveCommand(route.run(), route.instanceId()));
            helper.callAsUser(route.target(), "admit", admission, DEADLINE);
        }
    }

    /**
     * Closes the way on both hosts; when one can't be reached, still on the other.
     *
     * @throws HostException when one of them was not reached
     */
    void close(CopyRoute route) {
        List<Runnable> steps = List.of(
                () -> helper.callAsUser(route.target(), "dismiss", names(route), DEADLINE),
                () -> helper.call(route.source(), "close-route", names(route), JsonNode.class, DEADLINE),
                () -> helper.call(route.target(), "close-route", names(route), JsonNode.class, DEADLINE));
        HostException failed = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (HostException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** What every request about a run begins with. */
    static Map<String, Object> names(CopyRoute route) {
        Map<String, Object> names = new HashMap<>();
        names.put("run", route.run());
        names.put("uuid", route.instanceId());
        return names;
    }
}
