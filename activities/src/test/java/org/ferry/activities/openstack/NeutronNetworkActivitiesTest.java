package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.NetworkActivities.PortOnHost;
import org.ferry.workflows.activity.Port;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NeutronNetworkActivitiesTest {
    private static final String ID = "11d480b7-63f5-4fdd-a538-0268887a0a24";
    private static final String PORT = FakeCloud.NETWORK + "/ports/" + ID;
    private static final PortOnHost ON_2 = new PortOnHost(ID, "compute-2");

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private NeutronNetworkActivities network;

    @BeforeEach
    void createActivities() {
        network = new NeutronNetworkActivities(cloud.client(), FakeCloud.QUICK);
        cloud.server.stubFor(put(PORT).willReturn(okJson("{}")));
    }

    @Test
    void listsPorts() {
        cloud.server.stubFor(get(FakeCloud.NETWORK + "/ports?device_id=" + Replies.VM)
                .willReturn(okJson("{\"ports\": [" + port("compute-1", "bridge", "ACTIVE") + "]}")));

        assertThat(network.list(Replies.VM))
                .containsExactly(new Port(
                        ID, "compute-1", "ACTIVE", "normal", "bridge", "fa:16:3e:cd:9c:c2", List.of("10.78.3.243")));
    }

    @Test
    void listsAgentsThatDoNotReport() {
        cloud.server.stubFor(get(FakeCloud.NETWORK + "/agents?host=compute-1").willReturn(okJson("""
                        {"agents": [{"agent_type": "Linux bridge agent", "alive": false},
                                    {"agent_type": "DHCP agent", "alive": true}]}""")));

        assertThat(network.listDeadAgents("compute-1")).containsExactly("Linux bridge agent");
    }

    @Test
    void bindsByTheHostAlone() {
        cloud.sequence("GET", PORT, reply("compute-1", "bridge", "DOWN"), reply("compute-2", "bridge", "DOWN"));

        network.bind(ON_2);
        cloud.server.verify(
                1,
                putRequestedFor(urlEqualTo(PORT))
                        .withRequestBody(equalToJson("{\"port\": {\"binding:host_id\": \"compute-2\"}}")));
    }

    @Test
    void waitsUntilItIsBound() {
        cloud.sequence(
                "GET",
                PORT,
                reply("compute-1", "bridge", "DOWN"),
                reply("compute-2", "unbound", "DOWN"),
                reply("compute-2", "bridge", "DOWN"));

        network.bind(ON_2);
        assertBindAsked(1);
    }

    @Test
    void doesNotBindWhatIsBound() {
        cloud.sequence("GET", PORT, reply("compute-2", "ovs", "ACTIVE"));

        network.bind(ON_2);
        assertBindAsked(0);
    }

    @Test
    void aFailedBindingIsTriedAgainByTheRetry() {
        cloud.sequence(
                "GET",
                PORT,
                reply("compute-1", "bridge", "DOWN"),
                reply("compute-2", "binding_failed", "DOWN"),
                reply("compute-2", "binding_failed", "DOWN"),
                reply("compute-2", "bridge", "DOWN"));

        assertThatThrownBy(() -> network.bind(ON_2))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("could not bind port " + ID + " to compute-2; is its network agent up there?");
        network.bind(ON_2);
        assertBindAsked(2);
    }

    @Test
    void removesAnInactiveBindingThatIsInTheWay() {
        cloud.sequence("GET", PORT, reply("compute-1", "bridge", "DOWN"), reply("compute-2", "bridge", "DOWN"));
        cloud.server.stubFor(get(PORT + "/bindings").willReturn(okJson("""
                                        {"bindings": [
                                          {"host": "compute-1", "status": "ACTIVE", "vif_type": "bridge"},
                                          {"host": "compute-2", "status": "INACTIVE", "vif_type": "bridge"},
                                          {"host": "compute-3", "status": "INACTIVE", "vif_type": "bridge"}]}""")));
        cloud.server.stubFor(
                delete(PORT + "/bindings/compute-2").willReturn(aResponse().withStatus(204)));

        network.bind(ON_2);
        cloud.server.verify(1, deleteRequestedFor(urlEqualTo(PORT + "/bindings/compute-2")));
        assertBindAsked(1);
    }

    @Test
    void dropsBindingsThatAMigrationLeftOnOtherHosts() {
        cloud.server.stubFor(get(PORT + "/bindings").willReturn(okJson("""
                                        {"bindings": [
                                          {"host": "compute-2", "status": "ACTIVE", "vif_type": "bridge"},
                                          {"host": "compute-1", "status": "INACTIVE", "vif_type": "bridge"},
                                          {"host": "compute-3", "status": "INACTIVE", "vif_type": "bridge"}]}""")));
        cloud.server.stubFor(
                delete(PORT + "/bindings/compute-1").willReturn(aResponse().withStatus(204)));
        // Another was quicker with that of compute-3.

        assertThat(network.dropInactiveBindings(ON_2)).containsExactly("compute-1", "compute-3");
        cloud.server.verify(1, deleteRequestedFor(urlEqualTo(PORT + "/bindings/compute-1")));
        cloud.server.verify(0, deleteRequestedFor(urlEqualTo(PORT + "/bindings/compute-2")));
    }

    @Test
    void aCloudWithoutSeveralBindingsHasNoneToDrop() {
        cloud.server.stubFor(get(PORT + "/bindings").willReturn(aResponse().withStatus(404)));

        assertThat(network.dropInactiveBindings(ON_2)).isEmpty();
    }

    @Test
    void aPortThatIsGoneHasChangedTheWorld() {
        cloud.sequence("GET", PORT, aResponse().withStatus(404));

        Fails.with(Failures.WORLD_CHANGED, () -> network.bind(ON_2)).hasMessageContaining("no port " + ID);
        Fails.with(Failures.WORLD_CHANGED, () -> network.requireActive(ON_2)).hasMessageContaining("no port " + ID);
    }

    @Test
    void provesThatAPortIsActiveOnItsHost() {
        cloud.sequence("GET", PORT, reply("compute-2", "bridge", "ACTIVE"));
        network.requireActive(ON_2);

        for (ResponseDefinitionBuilder wrong :
                List.of(reply("compute-2", "bridge", "DOWN"), reply("compute-1", "bridge", "ACTIVE"))) {
            cloud.sequence("GET", PORT, wrong);
            assertThatThrownBy(() -> network.requireActive(ON_2))
                    .isInstanceOf(NotYetException.class)
                    .hasMessageContaining("it should be ACTIVE on compute-2");
        }
    }

    private void assertBindAsked(int times) {
        cloud.server.verify(times, putRequestedFor(urlEqualTo(PORT)));
    }

    private static ResponseDefinitionBuilder reply(String host, String vifType, String status) {
        return okJson("{\"port\": " + port(host, vifType, status) + "}");
    }

    private static String port(String host, String vifType, String status) {
        return """
                {"id": "%s", "name": "", "device_id": "%s", "device_owner": "compute:nova", "status": "%s",
                 "admin_state_up": true, "mac_address": "fa:16:3e:cd:9c:c2",
                 "fixed_ips": [{"subnet_id": "s", "ip_address": "10.78.3.243"}],
                 "binding:host_id": "%s", "binding:vif_type": "%s", "binding:vnic_type": "normal",
                 "binding:profile": {}, "binding:vif_details": {"port_filter": true}}""".formatted(ID, Replies.VM, status, host, vifType);
    }
}
