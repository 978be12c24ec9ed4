package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiClientTest {
    private static final String VERSION = "OpenStack-API-Version";
    private static final String SERVERS = FakeCloud.COMPUTE + "/servers";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    /** The defect: headers of a session go to every service. */
    @Test
    void openstack4jItselfSendsNovasMicroversionToNeutron() {
        cloud.server.stubFor(get(urlPathEqualTo(FakeCloud.NETWORK + "/ports")).willReturn(okJson("{\"ports\": []}")));

        int ports = new CloudSession(cloud.settings())
                .call(os -> os.headers(Map.of(VERSION, "compute 2.73"))
                        .networking()
                        .port()
                        .list()
                        .size());

        assertThat(ports).isZero();
        cloud.server.verify(
                getRequestedFor(urlEqualTo(FakeCloud.NETWORK + "/ports")).withHeader(VERSION, equalTo("compute 2.73")));
    }

    @Test
    void aMicroversionBelongsToOneRequest() {
        cloud.server.stubFor(get(SERVERS).willReturn(okJson("{}")));
        cloud.server.stubFor(get(FakeCloud.NETWORK + "/ports").willReturn(okJson("{}")));
        cloud.server.stubFor(get(FakeCloud.PLACEMENT + "/traits").willReturn(okJson("{}")));
        ApiClient client = cloud.client();

        client.get(Service.COMPUTE, "/servers", "2.73");
        client.get(Service.NETWORK, "/ports", ApiClient.BASE);
        client.get(Service.PLACEMENT, "/traits", "1.28");
        client.session().call(os -> os.networking().port().list());

        cloud.server.verify(getRequestedFor(urlEqualTo(SERVERS)).withHeader(VERSION, equalTo("compute 2.73")));
        cloud.server.verify(
                2, getRequestedFor(urlEqualTo(FakeCloud.NETWORK + "/ports")).withHeader(VERSION, absent()));
        cloud.server.verify(getRequestedFor(urlEqualTo(FakeCloud.PLACEMENT + "/traits"))
                .withHeader(VERSION, equalTo("placement 1.28")));
    }

    @ParameterizedTest
    @CsvSource({"2.93, 2.73, 2.73", "2.60, 2.73, 2.60", "2.9, 2.73, 2.9", "2.100, 2.73, 2.73"})
    void asksForWhatItWantsOrForTheNewestThereIs(String newest, String wanted, String sent) {
        cloud.versions(newest, "3.70", "1.39");
        cloud.server.stubFor(get(SERVERS).willReturn(okJson("{}")));

        cloud.client().get(Service.COMPUTE, "/servers", wanted);

        cloud.server.verify(getRequestedFor(urlEqualTo(SERVERS)).withHeader(VERSION, equalTo("compute " + sent)));
    }

    @Test
    void asksForNoneOfACloudThatKnowsNone() {
        cloud.versions("", "", "1.39");
        cloud.server.stubFor(get(SERVERS).willReturn(okJson("{}")));
        ApiClient client = cloud.client();

        client.get(Service.COMPUTE, "/servers", "2.73");

        cloud.server.verify(getRequestedFor(urlEqualTo(SERVERS)).withHeader(VERSION, absent()));
        assertThat(client.supports(Service.COMPUTE, "2.1", "nothing")).isFalse();
    }

    @Test
    void readsVersionsOnce() {
        ApiClient client = cloud.client();

        assertThat(List.of(
                        client.newest(Service.COMPUTE),
                        client.newest(Service.COMPUTE),
                        client.newest(Service.VOLUME),
                        client.newest(Service.PLACEMENT)))
                .containsExactly(
                        new Microversion(2, 93),
                        new Microversion(2, 93),
                        new Microversion(3, 70),
                        new Microversion(1, 39));
        cloud.server.verify(1, getRequestedFor(urlEqualTo("/compute/v2.1/")));
    }

    @Test
    void followsPagesThroughItsOwnEndpoint() {
        cloud.server.stubFor(get(SERVERS + "?name=x").willReturn(okJson("""
                                        {"servers": [{"id": "1"}], "servers_links":
                                          [{"rel": "next", "href": "https://public.example:8774/v2.1/servers?name=x&marker=1"}]}""")));
        cloud.server.stubFor(get(SERVERS + "?name=x&marker=1").willReturn(okJson("{\"servers\": [{\"id\": \"2\"}]}")));

        List<JsonNode> servers = cloud.client().list(Service.COMPUTE, "/servers?name=x", ApiClient.BASE, "servers");

        assertThat(servers).extracting(server -> server.path("id").asText()).containsExactly("1", "2");
    }

    /** openstack4j makes an empty list of it: a wrong endpoint looks like an empty cloud. */
    @Test
    void anUnknownAddressIsNoEmptyList() {
        assertThatThrownBy(() -> cloud.client().list(Service.COMPUTE, "/servers", ApiClient.BASE, "servers"))
                .isInstanceOf(ApiException.NotFound.class);
    }

    @Test
    void argumentsStayWithinTheirPartOfThePath() {
        assertThat(ApiClient.path("/servers/%s?name=%s", "../os-services", "a b&c?"))
                .isEqualTo("/servers/..%2Fos-services?name=a%20b%26c%3F");
    }
}
