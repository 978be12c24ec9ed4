package org.ferry.activities.openstack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openstack4j.core.transport.ExecutionOptions;
import org.openstack4j.core.transport.HttpEntityHandler;
import org.openstack4j.core.transport.HttpExecutorService;
import org.openstack4j.core.transport.HttpRequest;
import org.openstack4j.core.transport.HttpResponse;
import org.openstack4j.core.transport.ObjectMapperSingleton;

/**
 * openstack4j's way to the network, found by it through {@code META-INF/services}. It works around what openstack4j
 * 3.12 and its own connectors get wrong:
 *
 * <ul>
 *   <li>answers over 409 count as success of an action (ToActionResponseFunction), and 404 becomes null or an empty
 *       list (HttpEntityHandler): here every answer but 2xx is thrown as an {@link ApiException};
 *   <li>a private CA can't be used with its OkHttp connector (issue 1315): here {@code Config.withSSLContext} works;
 *   <li>its timeouts are per read: here {@code Config.withReadTimeout} bounds the whole request.
 * </ul>
 *
 * <p>Stateless and thread-safe. Authentication is {@link CloudSession}'s matter.
 */
public final class JdkConnector implements HttpExecutorService {

    @Override
    public String getExecutorDisplayName() {
        return "java.net.http";
    }

    @Override
    public <R> HttpResponse execute(HttpRequest<R> request) {
        byte[] body = body(request);
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.getUrl()))
                .method(request.getMethod().name(), publisher(body));
        request.getHeaders().forEach((name, value) -> builder.setHeader(name, String.valueOf(value)));
        if (body != null) {
            builder.setHeader("Content-Type", request.getContentType());
        }
        Duration deadline = Duration.ofMillis(request.getConfig().getReadTimeout());
        HttpTransport transport = HttpTransport.trusting(request.getConfig().getSslContext());
        return new Answer(transport.send(builder.build(), deadline));
    }

    private static byte @Nullable [] body(HttpRequest<?> request) {
        Object entity = request.getEntity();
        try {
            if (entity != null) {
                return ObjectMapperSingleton.getContext(entity.getClass())
                        .writer()
                        .writeValueAsBytes(entity);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return request.hasJson() ? request.getJson().getBytes(StandardCharsets.UTF_8) : null;
    }

    private static BodyPublisher publisher(byte @Nullable [] body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    /** An answer as openstack4j reads it. */
    private record Answer(java.net.http.HttpResponse<byte[]> response) implements HttpResponse {

        @Override
        public <T> T getEntity(Class<T> type) {
            return HttpEntityHandler.handle(this, type, null, true);
        }

        @Override
        public <T> T getEntity(Class<T> type, ExecutionOptions<T> options) {
            return HttpEntityHandler.handle(this, type, options, true);
        }

        @Override
        public <T> T readEntity(Class<T> type) {
            try {
                return ObjectMapperSingleton.getContext(type).readerFor(type).readValue(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int getStatus() {
            return response.statusCode();
        }

        @Override
        public String getContentType() {
            return header("Content-Type");
        }

        @Override
        public String getStatusMessage() {
            return "HTTP " + response.statusCode();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(response.body());
        }

        @Override
        @SuppressWarnings("NullAway") // openstack4j's contract: null where there is no such header
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            return headers;
        }

        @Override
        public void close() {}
    }
}
