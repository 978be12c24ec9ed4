package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.activity.Instance;

/** What tells from outside that a guest is alive: its console and its own sign of life. Thread-safe. */
final class GuestProofs {
    private static final Duration CONSOLE_PAGE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration GUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_ANSWER = 200;
    private static final String REMOTE_CONSOLES = "2.6";

    private final ApiClient api;
    private final Poll poll;

    GuestProofs(ApiClient api, Poll poll) {
        this.api = api;
        this.poll = poll;
    }

    /** Opens the console's page; the address without its token. */
    String console(String instanceId) {
        URI address = URI.create(consoleAddress(instanceId));
        fetch(address, CONSOLE_PAGE_TIMEOUT);
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    /** The first answer that the guest gives on one of its addresses; empty where it isn't to be asked or has none. */
    String signOfLife(Instance instance) {
        String template = api.session().settings().signOfLife();
        if (template == null || instance.addresses().isEmpty()) {
            return "";
        }
        List<URI> pages = instance.addresses().stream()
                .map(address -> CloudSettings.signOfLifeOf(template, address))
                .toList();
        return poll.until(
                () -> pages.stream().map(this::answer).flatMap(Optional::stream).findFirst(),
                () -> "The guest of instance " + instance.id() + " gives no sign of life at " + pages);
    }

    private String consoleAddress(String instanceId) {
        if (api.supports(Service.COMPUTE, REMOTE_CONSOLES, "the console is asked for as an action")) {
            JsonNode order = Json.object()
                    .set("remote_console", Json.object().put("protocol", "vnc").put("type", "novnc"));
            JsonNode answer =
                    api.post(Service.COMPUTE, path("/servers/%s/remote-consoles", instanceId), REMOTE_CONSOLES, order);
            return Json.text(answer.path("remote_console"), "url");
        }
        JsonNode order = Json.object().set("os-getVNCConsole", Json.object().put("type", "novnc"));
        JsonNode answer = api.post(Service.COMPUTE, path("/servers/%s/action", instanceId), ApiClient.BASE, order);
        return Json.text(answer.path("console"), "url");
    }

    private Optional<String> answer(URI page) {
        try {
            String text = fetch(page, GUEST_TIMEOUT);
            return Optional.of(text.substring(0, Math.min(text.length(), LONGEST_ANSWER)));
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private String fetch(URI page, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(page).build();
        byte[] body = api.session().transport().send(request, timeout).body();
        return new String(body, StandardCharsets.UTF_8);
    }
}
