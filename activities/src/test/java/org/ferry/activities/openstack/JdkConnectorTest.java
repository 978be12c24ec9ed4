package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openstack4j.core.transport.ExecutionOptions;
import org.openstack4j.core.transport.HttpResponse;
import org.openstack4j.model.compute.Action;
import org.openstack4j.model.network.options.PortListOptions;
import org.openstack4j.openstack.compute.functions.ToActionResponseFunction;

class JdkConnectorTest {
    private static final String ACTION = FakeCloud.COMPUTE + "/servers/7d3c/action";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    /** The defect that the connector is there for; when this fails, openstack4j has mended it. */
    @Test
    void openstack4jItselfTakesAnUnavailableServiceForSuccess() {
        assertThat(ToActionResponseFunction.INSTANCE.apply(new Unavailable()).isSuccess())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 403, 404, 409, 410, 413, 429, 500, 501, 502, 503, 504})
    void throwsOnEveryAnswerThatIsNoSuccess(int status) {
        cloud.server.stubFor(post(ACTION)
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "text/html")
                        .withBody("<html><body><h1>Sorry</h1>No server is available</body></html>")));

        assertThatThrownBy(this::stop)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining("HTTP " + status + " Sorry No server is available");
        cloud.server.verify(1, postRequestedFor(urlEqualTo(ACTION)));
    }

    @Test
    void tellsWhatNovaSaid() {
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(409).withBody("""
                                                {"conflictingRequest": {"code": 409,
                                                 "message": "Cannot 'stop' instance 7d3c while it is in vm_state stopped"}}""")));

        assertThatThrownBy(this::stop)
                .isInstanceOf(ApiException.Conflict.class)
                .hasMessage("POST " + cloud.url() + ACTION
                        + ": HTTP 409 Cannot 'stop' instance 7d3c while it is in vm_state stopped");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void neverTakesACutConnectionForAnOutcomeNorAsksTwice(Fault fault) {
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withFault(fault)));

        assertThatThrownBy(this::stop)
                .isInstanceOf(ApiException.NoAnswer.class)
                .hasMessageContaining("whether it was carried out is not known");
        cloud.server.verify(1, postRequestedFor(urlEqualTo(ACTION)));
    }

    @Test
    void endsAtTheDeadlineThoughBytesStillDrip() {
        cloud.server.stubFor(
                get(FakeCloud.COMPUTE + "/slow").willReturn(ok("0123456789").withChunkedDribbleDelay(10, 20_000)));
        ApiClient client = new ApiClient(new CloudSession(cloud.settings().withRequestTimeout(Duration.ofMillis(700))));

        long before = System.nanoTime();
        assertThatThrownBy(() -> client.get(Service.COMPUTE, "/slow", ApiClient.BASE))
                .isInstanceOf(ApiException.NoAnswer.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void sendsQueries() {
        cloud.server.stubFor(get(anyUrl()).willReturn(okJson("{\"ports\": []}")));

        PortListOptions options = PortListOptions.create().deviceId("a b&c");
        assertThat(session(cloud.settings())
                        .<Integer>call(
                                os -> os.networking().port().list(options).size()))
                .isZero();
        cloud.server.verify(getRequestedFor(urlEqualTo(FakeCloud.NETWORK + "/ports?device_id=a+b%26c")));
    }

    @Test
    void trustsThePrivateCaThatIsNamedAndNoOther(@TempDir Path directory) throws Exception {
        TestCertificate named = TestCertificate.create(directory.resolve("named"));
        TestCertificate other = TestCertificate.create(directory.resolve("other"));
        FakeCloud secured = FakeCloud.withTls(named.keystore(), TestCertificate.PASSWORD);
        secured.start();
        try {
            secured.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(202)));

            assertThat(session(secured.settings(named.pem()))
                            .<Boolean>call(os -> os.compute()
                                    .servers()
                                    .action("7d3c", Action.STOP)
                                    .isSuccess()))
                    .isTrue();
            for (CloudSettings wrong : List.of(secured.settings(other.pem()), secured.settings())) {
                assertThatThrownBy(() -> session(wrong).call(os -> os))
                        .isInstanceOf(ApiException.NoAnswer.class)
                        .hasMessageContaining("is its CA the one given as cacert?");
            }
        } finally {
            secured.server.stop();
        }
    }

    private void stop() {
        session(cloud.settings()).call(os -> os.compute().servers().action("7d3c", Action.STOP));
    }

    private static CloudSession session(CloudSettings settings) {
        return new CloudSession(settings);
    }

    /** HAProxy's answer when no Nova is left. */
    private static final class Unavailable implements HttpResponse {
        @Override
        public <T> T getEntity(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getEntity(Class<T> type, ExecutionOptions<T> options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T readEntity(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getStatus() {
            return 503;
        }

        @Override
        public String getContentType() {
            return "text/html";
        }

        @Override
        public String getStatusMessage() {
            return "Service Unavailable";
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public String header(String name) {
            return "";
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
