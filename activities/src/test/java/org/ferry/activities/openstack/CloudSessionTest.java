package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.compute.Action;
import org.openstack4j.model.identity.v3.Token;
import org.openstack4j.openstack.OSFactory;

class CloudSessionTest {
    private static final String ACTION = FakeCloud.COMPUTE + "/servers/7d3c/action";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    /** The defect that {@link CloudSession#call} is there for. */
    @Test
    void openstack4jItselfHasNoSessionOnAnotherThread() throws Exception {
        OSClientV3 client = new CloudSession(cloud.settings()).call(os -> os);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> listing = other.submit(() -> client.compute().servers().list());
            assertThatThrownBy(listing::get).hasCauseInstanceOf(NullPointerException.class);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void manyThreadsShareOneLogin() throws Exception {
        cloud.server.stubFor(post(FakeCloud.LOGIN)
                .willReturn(cloud.loginReply("token-1", inOneHour()).withFixedDelay(200)));
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(202)));
        CloudSession session = new CloudSession(cloud.settings());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Boolean> stop = () -> stop(session);
            for (Future<Boolean> stopped :
                    threads.invokeAll(Stream.generate(() -> stop).limit(24).toList())) {
                assertThat(stopped.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        cloud.server.verify(1, postRequestedFor(urlEqualTo(FakeCloud.LOGIN)));
        cloud.server.verify(24, postRequestedFor(urlEqualTo(ACTION)));
    }

    @Test
    void twoCloudsOnOneThreadDoNotMix() {
        FakeCloud second = new FakeCloud();
        second.start();
        try {
            cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(202)));
            second.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(202)));
            CloudSession one = new CloudSession(cloud.settings());
            CloudSession two = new CloudSession(second.settings());

            assertThat(List.of(stop(one), stop(two), stop(one))).containsOnly(true);

            cloud.server.verify(2, postRequestedFor(urlEqualTo(ACTION)));
            second.server.verify(1, postRequestedFor(urlEqualTo(ACTION)));
        } finally {
            second.server.stop();
        }
    }

    @Test
    void renewsTheTokenBeforeItEnds() {
        Instant now = Instant.parse("2026-11-24T02:00:00Z");
        cloud.sequence(
                "POST",
                FakeCloud.LOGIN,
                cloud.loginReply("token-1", now.plus(Duration.ofMinutes(4))),
                cloud.loginReply("token-2", now.plus(Duration.ofHours(1))));
        CloudSession session = new CloudSession(cloud.settings(), Clock.fixed(now, ZoneOffset.UTC));

        assertThat(tokenOf(session)).as("just made").isEqualTo("token-1");
        assertThat(tokenOf(session)).as("has less than five minutes left").isEqualTo("token-2");
        assertThat(tokenOf(session)).as("has an hour left").isEqualTo("token-2");
    }

    @Test
    void repeatsARefusedRequestOnceWithANewToken() {
        cloud.sequence(
                "POST",
                FakeCloud.LOGIN,
                cloud.loginReply("revoked", inOneHour()),
                cloud.loginReply("fresh", inOneHour()));
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(401)));
        cloud.server.stubFor(post(ACTION)
                .withHeader("X-Auth-Token", equalTo("fresh"))
                .willReturn(aResponse().withStatus(202)));

        assertThat(stop(new CloudSession(cloud.settings()))).isTrue();
        cloud.server.verify(2, postRequestedFor(urlEqualTo(ACTION)));
    }

    @Test
    void givesUpWhenANewTokenIsRefusedToo() {
        cloud.server.stubFor(
                get(FakeCloud.COMPUTE + "/servers").willReturn(aResponse().withStatus(401)));

        assertThatThrownBy(() -> cloud.client().get(Service.COMPUTE, "/servers", ApiClient.BASE))
                .isInstanceOf(ApiException.Unauthorized.class);
        cloud.server.verify(2, getRequestedFor(urlEqualTo(FakeCloud.COMPUTE + "/servers")));
    }

    @Test
    void aRefusedLoginNamesKeystoneAndHidesThePassword() {
        cloud.server.stubFor(
                post(FakeCloud.LOGIN).willReturn(aResponse().withStatus(401).withBody("""
                                                {"error": {"code": 401, "title": "Unauthorized",
                                                 "message": "The request you have made requires authentication."}}""")));

        assertThatThrownBy(() -> tokenOf(new CloudSession(cloud.settings())))
                .isInstanceOf(ApiException.Unauthorized.class)
                .hasMessageContaining("/identity/v3/auth/tokens: HTTP 401 The request you have made requires")
                .hasMessageNotContaining("s3cret");
    }

    /** The defect that openstack4j's resolver has: a service that isn't there is looked for at Keystone's address. */
    @Test
    void aServiceThatIsNotInTheCatalogueIsNamed() {
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/x").willReturn(okJson("{}")));
        CloudSettings elsewhere = new CloudSettings(
                cloud.settings().authUrl(),
                "ferry",
                "s3cret",
                cloud.settings().userDomain(),
                "service",
                cloud.settings().projectDomain(),
                "Mars",
                null,
                cloud.settings().facing(),
                Duration.ofSeconds(5),
                null);
        ApiClient client = new ApiClient(new CloudSession(elsewhere));

        assertThatThrownBy(() -> client.get(Service.COMPUTE, "/x", ApiClient.BASE))
                .hasMessage("The catalogue has no public endpoint of Nova (type compute) in region Mars");
        assertThatThrownBy(() -> stop(client.session()))
                .hasMessage("The catalogue has no public endpoint of Nova (type compute) in region Mars");

        Token token = client.session().withToken(found -> found);
        assertThat(OSFactory.clientFromToken(token).getEndpoint())
                .as("openstack4j's own answer where it finds no service")
                .startsWith(cloud.url() + "/identity");
    }

    private static Instant inOneHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    private static boolean stop(CloudSession session) {
        return session.call(
                os -> os.compute().servers().action("7d3c", Action.STOP).isSuccess());
    }

    private static String tokenOf(CloudSession session) {
        return session.withToken(Token::getId);
    }
}
