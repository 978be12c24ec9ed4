package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CloudProbeTest {
    private static final String HYPERVISORS = FakeCloud.COMPUTE + "/os-hypervisors/detail";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    @BeforeEach
    void fillTheCloud() {
        answer(HYPERVISORS, "{\"hypervisors\": [{\"hypervisor_hostname\": \"compute-1\"}]}");
        answer(FakeCloud.PLACEMENT + "/resource_providers", "{\"resource_providers\": [{\"uuid\": \"x\"}]}");
        answer(FakeCloud.VOLUME + "/volumes?limit=1&all_tenants=1", "{\"volumes\": []}");
        answer(FakeCloud.NETWORK + "/ports?limit=1", "{\"ports\": [{\"id\": \"x\", \"binding:host_id\": \"\"}]}");
    }

    @Test
    void tellsWhatItConnectedTo() {
        assertThat(new CloudProbe(cloud.client()).run())
                .hasToString("ferry of project service at " + cloud.url()
                        + "/identity/v3, region any, public endpoints; Nova 2.93, Cinder 3.70, Placement 1.39; "
                        + "1 hypervisors");
    }

    @Test
    void aCloudWithoutHypervisorsIsAWrongOne() {
        answer(HYPERVISORS, "{\"hypervisors\": []}");
        assertUnfit("Nova shows no hypervisor");
    }

    @Test
    void aWrongEndpointIsNamed() {
        cloud.server.stubFor(get(HYPERVISORS).willReturn(aResponse().withStatus(404)));
        assertUnfit("Nova does not answer as it should: GET " + cloud.url() + HYPERVISORS + ": HTTP 404");
    }

    @Test
    void aUserWithoutTheRoleIsToldSo() {
        cloud.server.stubFor(
                get(HYPERVISORS).willReturn(aResponse().withStatus(403).withBody("""
                                                {"forbidden": {"code": 403, "message":
                                                 "Policy doesn't allow os_compute_api:os-hypervisors:list-detail"}}""")));
        assertUnfit("list-detail; the user needs the admin role");
    }

    @Test
    void aNeutronThatHidesHostsIsNoUse() {
        answer(FakeCloud.NETWORK + "/ports?limit=1", "{\"ports\": [{\"id\": \"x\"}]}");
        assertUnfit("Neutron hides on which host a port is");
    }

    private void answer(String path, String json) {
        cloud.server.stubFor(get(path).willReturn(okJson(json)));
    }

    private void assertUnfit(String message) {
        assertThatThrownBy(() -> new CloudProbe(cloud.client()).run())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }
}
