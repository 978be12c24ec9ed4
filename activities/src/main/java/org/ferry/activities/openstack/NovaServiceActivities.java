package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.ServiceActivities;
import org.jspecify.annotations.Nullable;

/**
 * {@link ServiceActivities} by Nova's API. Nova's database has changed when the API answers; the trait in Placement that
 * follows from it may come later, but the scheduler's ComputeFilter looks at the service itself. Stateless, thread-safe.
 */
public final class NovaServiceActivities implements ServiceActivities {
    /** Services have uuids, and are changed by them. */
    private static final String BY_UUID = "2.53";

    private static final String COMPUTE_SERVICES = "/os-services?binary=nova-compute";

    private final ApiClient api;

    /** Activities that use the client. */
    public NovaServiceActivities(ApiClient api) {
        this.api = api;
    }

    @Override
    public List<ComputeService> list() {
        return Json.stream(api.get(Service.COMPUTE, COMPUTE_SERVICES, BY_UUID).path("services"))
                .map(NovaServiceActivities::service)
                .sorted(Comparator.comparing(ComputeService::host))
                .toList();
    }

    @Override
    public void disable(Change change) {
        JsonNode service = require(change.host());
        if (service(service).enabled()) {
            disable(service, change.reason());
        }
    }

    @Override
    public void enable(String host) {
        JsonNode service = require(host);
        if (!service(service).enabled()) {
            reallyEnable(service);
        }
    }

    @Override
    public String restore(Restoration restoration) {
        ComputeService before = restoration.before();
        Optional<JsonNode> found = find(before.host());
        if (found.isEmpty()) {
            return "Nova knows no nova-compute on " + before.host() + " any more; it was " + state(before);
        }
        ComputeService now = service(found.get());
        if (isAs(now, before)) {
            return "";
        }
        if (before.enabled() && restoration.reason().equals(now.disabledReason())) {
            reallyEnable(found.get());
            return "";
        }
        if (!before.enabled() && now.enabled()) {
            disable(found.get(), before.disabledReason());
            return "";
        }
        return "nova-compute on " + before.host() + " is " + state(now)
                + ": somebody changed it meanwhile, and it is left" + " so; before the move it was " + state(before);
    }

    private static boolean isAs(ComputeService now, ComputeService before) {
        return now.enabled() == before.enabled()
                && (now.enabled() || Objects.equals(now.disabledReason(), before.disabledReason()));
    }

    private static String state(ComputeService service) {
        if (service.enabled()) {
            return "enabled";
        }
        return service.disabledReason() == null
                ? "disabled without a reason"
                : "disabled (" + service.disabledReason() + ")";
    }

    private JsonNode require(String host) {
        return find(host)
                .orElseThrow(() ->
                        Failures.of(Failures.WORLD_CHANGED, "Nova knows no nova-compute on " + host + " any more"));
    }

    private Optional<JsonNode> find(String host) {
        String query = COMPUTE_SERVICES + path("&host=%s", host);
        return Json.stream(api.get(Service.COMPUTE, query, BY_UUID).path("services"))
                .findFirst();
    }

    private static ComputeService service(JsonNode service) {
        return new ComputeService(
                Json.text(service, "host"),
                Json.text(service, "state").equals("up"),
                Json.text(service, "status").equals("enabled"),
                Json.textOrNull(service, "disabled_reason"));
    }

    private void disable(JsonNode service, @Nullable String reason) {
        ObjectNode body = Json.object();
        if (reason != null) {
            body.put("disabled_reason", reason);
        }
        change(service, "disabled", reason == null ? "disable" : "disable-log-reason", body);
    }

    private void reallyEnable(JsonNode service) {
        change(service, "enabled", "enable", Json.object());
    }

    private void change(JsonNode service, String status, String oldAction, ObjectNode body) {
        if (api.newest(Service.COMPUTE).has(Microversion.parse(BY_UUID))) {
            String byUuid = path("/os-services/%s", Json.text(service, "id"));
            api.put(Service.COMPUTE, byUuid, BY_UUID, body.put("status", status));
        } else {
            body.put("host", Json.text(service, "host")).put("binary", "nova-compute");
            api.put(Service.COMPUTE, path("/os-services/%s", oldAction), ApiClient.BASE, body);
        }
    }
}
