package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openstack4j.model.identity.v3.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenStack's APIs in JSON, for what openstack4j lacks or gets wrong. Each request has a microversion of its own: the
 * lower of the one asked for and the newest that the service has, which is read once. openstack4j's way, headers on the
 * session, sends Nova's to every other service too. Requests are never repeated by this class, but for a renewed token.
 * Thread-safe.
 */
public final class ApiClient {
    private static final Logger LOG = LoggerFactory.getLogger(ApiClient.class);
    /** No microversion: the service's oldest behaviour. */
    static final String BASE = "";

    private static final int MOST_PAGES = 1000;

    private final CloudSession session;
    private final Map<Service, Microversion> newest = new ConcurrentHashMap<>();
    private final Set<String> saidMissing = ConcurrentHashMap.newKeySet();

    /** A client that uses the session's token and catalogue. */
    public ApiClient(CloudSession session) {
        this.session = session;
    }

    /** The session that it uses. */
    public CloudSession session() {
        return session;
    }

    /**
     * Reads.
     *
     * @param path below the service's endpoint, see {@link #path}
     * @param microversion the newest behaviour wanted, such as {@code "2.73"}; {@link #BASE} for none
     * @throws ApiException for every answer but 2xx, and for none
     */
    public JsonNode get(Service service, String path, String microversion) {
        return call("GET", service, path, microversion, null);
    }

    /** Creates, or orders an action; as {@link #get}. */
    public JsonNode post(Service service, String path, String microversion, JsonNode body) {
        return call("POST", service, path, microversion, body);
    }

    /** Replaces; as {@link #get}. */
    public JsonNode put(Service service, String path, String microversion, JsonNode body) {
        return call("PUT", service, path, microversion, body);
    }

    /** Deletes; as {@link #get}. */
    public void delete(Service service, String path, String microversion) {
        call("DELETE", service, path, microversion, null);
    }

    /** Reads all pages of a list, following the links of name {@code <collection>_links}. */
    public List<JsonNode> list(Service service, String path, String microversion, String collection) {
        List<JsonNode> all = new ArrayList<>();
        String next = path;
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode answer = get(service, next, microversion);
            answer.path(collection).forEach(all::add);
            String query = Json.stream(answer.path(collection + "_links"))
                    .filter(link -> Json.text(link, "rel").equals("next"))
                    .map(link -> URI.create(Json.text(link, "href")).getRawQuery())
                    .findFirst()
                    .orElse(null);
            if (query == null) {
                return all;
            }
            // Links carry the service's own idea of its address; only the query is of use.
            next = path.replaceFirst("\\?.*", "") + "?" + query;
        }
        throw new IllegalStateException(
                service.title() + " gave " + MOST_PAGES + " pages of " + collection + " and no end");
    }

    /** A path with its arguments encoded, for example {@code path("/servers/%s", id)}. */
    static String path(String format, String... arguments) {
        Object[] encoded = Arrays.stream(arguments)
                .map(argument ->
                        URLEncoder.encode(argument, StandardCharsets.UTF_8).replace("+", "%20"))
                .toArray();
        return String.format(format, encoded);
    }

    /** The newest microversion of the service, read once. */
    public Microversion newest(Service service) {
        return newest.computeIfAbsent(service, this::readNewest);
    }

    /**
     * Whether the service has what came with the microversion. Where it hasn't, the log says so once.
     *
     * @param otherwise what is done without it
     */
    boolean supports(Service service, String microversion, String otherwise) {
        Microversion has = newest(service);
        if (has.has(Microversion.parse(microversion))) {
            return true;
        }
        if (saidMissing.add(service + microversion + otherwise)) {
            LOG.warn("{}'s API is of version {}, older than {}: {}", service.title(), has, microversion, otherwise);
        }
        return false;
    }

    private JsonNode call(String method, Service service, String path, String microversion, @Nullable JsonNode body) {
        String version = microversion.isEmpty()
                ? ""
                : newest(service).orLower(Microversion.parse(microversion)).toString();
        return session.withToken(token -> {
            String url = session.catalogue().find(token, service) + path;
            HttpRequest.Builder request = request(url, token)
                    .method(
                            method,
                            body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)));
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            if (!version.isEmpty() && !version.equals(Microversion.NONE.toString())) {
                request.header("OpenStack-API-Version", service.headerName() + " " + version);
                if (service == Service.COMPUTE) {
                    request.header("X-OpenStack-Nova-API-Version", version); // all that Nova knows before 2.27
                }
            }
            return send(request.build());
        });
    }

    private Microversion readNewest(Service service) {
        JsonNode answer = session.withToken(token -> {
            String url = Catalogue.versionDocument(session.catalogue().find(token, service));
            return send(request(url, token).build());
        });
        // Nova and Cinder say "version", Placement "max_version"; one of them or a list of one.
        return Stream.concat(Stream.of(answer.path("version")), Json.stream(answer.path("versions")))
                .flatMap(entry -> Stream.of(Json.text(entry, "version"), Json.text(entry, "max_version")))
                .filter(text -> !text.isEmpty())
                .map(Microversion::parse)
                .max(Microversion::compareTo)
                .orElse(Microversion.NONE);
    }

    private JsonNode send(HttpRequest request) {
        Duration deadline = session.settings().requestTimeout();
        return Json.parse(session.transport().send(request, deadline).body());
    }

    private static HttpRequest.Builder request(String url, Token token) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("X-Auth-Token", token.getId())
                .header("Accept", "application/json");
    }
}
