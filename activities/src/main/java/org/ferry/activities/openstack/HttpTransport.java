package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request and judges the answer: only 2xx is returned, everything else is thrown as an {@link
 * ApiException}. Nothing but a GET is ever sent twice (the JDK does so where a kept connection turns out to be closed).
 * Thread-safe; one instance, and so one pool of connections, for each trust.
 */
final class HttpTransport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final int LONGEST_MESSAGE = 500;
    private static final Map<SSLContext, HttpTransport> BY_TRUST = new ConcurrentHashMap<>();
    private static final HttpTransport DEFAULT_TRUST = new HttpTransport(null);

    private final HttpClient client;

    private HttpTransport(@Nullable SSLContext trust) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (trust != null) {
            builder.sslContext(trust);
        }
        this.client = builder.build();
    }

    /** The transport that trusts what the context trusts; the JDK's own certificates where there is none. */
    static HttpTransport trusting(@Nullable SSLContext trust) {
        return trust == null ? DEFAULT_TRUST : BY_TRUST.computeIfAbsent(trust, HttpTransport::new);
    }

    /**
     * Sends the request.
     *
     * @param deadline for the whole of it, to the last byte of the answer: HttpRequest's own timeout ends with the
     *     answer's headers
     * @throws ApiException for every answer but 2xx, and for none
     */
    HttpResponse<byte[]> send(HttpRequest request, Duration deadline) {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() < 200 || response.statusCode() >= 300) {
                throw refusal(request, response);
            }
            return response;
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw noAnswer(request, "no complete answer within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw noAnswer(request, "interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw noAnswer(request, reason(cause), cause);
        }
    }

    private static String reason(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "could not connect";
        }
        if (cause instanceof SSLException) {
            return "TLS failed (" + cause.getMessage() + "); is its CA the one given as cacert?";
        }
        return "the answer was cut off (" + cause + ")";
    }

    private static ApiException.NoAnswer noAnswer(HttpRequest request, String what, Throwable cause) {
        boolean unknown = !READING.contains(request.method()) && !(cause instanceof ConnectException);
        String outcome = unknown ? "; whether it was carried out is not known" : "";
        return new ApiException.NoAnswer(name(request) + ": " + what + outcome, cause);
    }

    private static ApiException refusal(HttpRequest request, HttpResponse<byte[]> response) {
        JsonNode body = parseOrMissing(response.body());
        String said = messageOf(body);
        if (said.isEmpty()) {
            said = new String(response.body(), StandardCharsets.UTF_8).replaceAll("<[^>]*>", " ");
        }
        said = said.replaceAll("\\s+", " ").strip();
        if (said.length() > LONGEST_MESSAGE) {
            said = said.substring(0, LONGEST_MESSAGE) + "…";
        }
        String code = Json.text(body.path("errors").path(0), "code");
        return ApiException.of(
                response.statusCode(), code, name(request) + ": HTTP " + response.statusCode() + " " + said);
    }

    /** The request without its query: that may hold a token, as a console's address does. */
    private static String name(HttpRequest request) {
        URI uri = request.uri();
        return request.method() + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    /** Every service wraps its message in another way; all call it message, or detail as Placement does. */
    private static String messageOf(JsonNode body) {
        return Stream.of("message", "detail")
                .map(body::findValue)
                .filter(found -> found != null && found.isTextual())
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    private static JsonNode parseOrMissing(byte[] body) {
        try {
            return Json.parse(body);
        } catch (UncheckedIOException e) {
            return Json.object(); // a proxy's page
        }
    }
}
