package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.ferry.workflows.activity.ServiceActivities.Restoration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NovaServiceActivitiesTest {
    private static final String SERVICES = FakeCloud.COMPUTE + "/os-services";
    private static final String ID = "cf3c2c61-d8da-4178-af7a-6700ad77cb1d";
    private static final String REASON = "Ferry run 1f2e3d4c moves web-1 to compute-2";
    private static final Change CHANGE = new Change("compute-2", REASON);
    private static final Restoration TO_ENABLED =
            new Restoration(new ComputeService("compute-2", true, true, null), REASON);
    private static final Restoration TO_DISABLED =
            new Restoration(new ComputeService("compute-2", true, false, "Migrations Only"), REASON);

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private NovaServiceActivities services;

    @BeforeEach
    void createActivities() {
        services = new NovaServiceActivities(cloud.client());
        cloud.server.stubFor(put(urlPathMatching(SERVICES + "/.*")).willReturn(okJson("{\"service\": {}}")));
    }

    @Test
    void listsServicesByHost() {
        cloud.server.stubFor(get(SERVICES + "?binary=nova-compute")
                .willReturn(okJson("{\"services\": ["
                        + service("compute-2", "disabled", "down", "new disks") + ", "
                        + service("compute-1", "enabled", "up", null)
                        + "]}")));

        assertThat(services.list())
                .containsExactly(
                        new ComputeService("compute-1", true, true, null),
                        new ComputeService("compute-2", false, false, "new disks"));
    }

    @Test
    void disablesWithAReason() {
        shows("enabled", null);

        services.disable(CHANGE);
        assertPut("{\"status\": \"disabled\", \"disabled_reason\": \"" + REASON + "\"}");
    }

    @Test
    void leavesWhatIsDisabledWithItsReason() {
        shows("disabled", "new disks");

        services.disable(CHANGE);
        assertPut(0);
    }

    @Test
    void enables() {
        shows("disabled", "Migrations Only");

        services.enable("compute-2");
        assertPut("{\"status\": \"enabled\"}");
    }

    @Test
    void leavesWhatIsEnabled() {
        shows("enabled", null);

        services.enable("compute-2");
        assertPut(0);
    }

    @Test
    void aServiceThatIsGoneHasChangedTheWorld() {
        cloud.server.stubFor(
                get(SERVICES + "?binary=nova-compute&host=compute-2").willReturn(okJson("{\"services\": []}")));

        Fails.with(Failures.WORLD_CHANGED, () -> services.disable(CHANGE)).hasMessageContaining("compute-2");
        Fails.with(Failures.WORLD_CHANGED, () -> services.enable("compute-2")).hasMessageContaining("compute-2");
        assertThat(services.restore(TO_DISABLED))
                .isEqualTo("Nova knows no nova-compute on compute-2 any more; it was disabled (Migrations Only)");
    }

    @Test
    void anOrderWithoutAnAnswerIsLookedForByTheRetry() {
        cloud.sequence(
                "GET",
                SERVICES + "?binary=nova-compute&host=compute-2",
                reply("enabled", null),
                reply("disabled", REASON));
        cloud.server.stubFor(put(SERVICES + "/" + ID).willReturn(aResponse().withStatus(504)));

        assertThatThrownBy(() -> services.disable(CHANGE)).isInstanceOf(ApiException.class);
        services.disable(CHANGE);
        assertPut(1);
    }

    @Test
    void enablesAgainWhatItDisabled() {
        shows("disabled", REASON);

        assertThat(services.restore(TO_ENABLED)).isEmpty();
        assertPut("{\"status\": \"enabled\"}");
    }

    @Test
    void disablesAgainWithTheOldReason() {
        shows("enabled", null);

        assertThat(services.restore(TO_DISABLED)).isEmpty();
        assertPut("{\"status\": \"disabled\", \"disabled_reason\": \"Migrations Only\"}");
    }

    @Test
    void disablesAgainWithoutAReasonWhereThereWasNone() {
        shows("enabled", null);

        assertThat(services.restore(new Restoration(new ComputeService("compute-2", true, false, null), REASON)))
                .isEmpty();
        assertPut("{\"status\": \"disabled\"}");
    }

    @Test
    void backAlreadyIsSuccess() {
        shows("enabled", null);
        assertThat(services.restore(TO_ENABLED)).isEmpty();

        shows("disabled", "Migrations Only");
        assertThat(services.restore(TO_DISABLED)).isEmpty();
        assertPut(0);
    }

    @Test
    void leavesWhatAPersonChangedMeanwhileAndTells() {
        shows("disabled", "burns");
        assertThat(services.restore(TO_ENABLED))
                .isEqualTo(
                        "nova-compute on compute-2 is disabled (burns): somebody changed it meanwhile, and it is left so;"
                                + " before the move it was enabled");
        assertThat(services.restore(TO_DISABLED)).contains("disabled (burns)", "it was disabled (Migrations Only)");

        shows("disabled", null);
        assertThat(services.restore(TO_ENABLED)).contains("disabled without a reason");
        assertPut(0);
    }

    @Test
    void changesServicesOfAnOldNovaByTheirHosts() {
        cloud.versions("2.38", "3.0", "1.0");
        shows("enabled", null);
        services.disable(CHANGE);
        services.restore(new Restoration(new ComputeService("compute-2", true, false, null), REASON));
        shows("disabled", REASON);
        services.restore(TO_ENABLED);

        String host = "\"host\": \"compute-2\", \"binary\": \"nova-compute\"";
        assertPutTo("disable-log-reason", "{" + host + ", \"disabled_reason\": \"" + REASON + "\"}");
        assertPutTo("disable", "{" + host + "}");
        assertPutTo("enable", "{" + host + "}");
    }

    private void shows(String status, @Nullable String reason) {
        cloud.server.stubFor(
                get(SERVICES + "?binary=nova-compute&host=compute-2").willReturn(reply(status, reason)));
    }

    private static ResponseDefinitionBuilder reply(String status, @Nullable String reason) {
        return okJson("{\"services\": [" + service("compute-2", status, "up", reason) + "]}");
    }

    private static String service(String host, String status, String state, @Nullable String reason) {
        return """
                {"binary": "nova-compute", "host": "%s", "id": "%s", "zone": "nova", "status": "%s", "state": "%s",
                 "updated_at": "2026-11-24T09:16:41.000000", "disabled_reason": %s, "forced_down": false}""".formatted(host, ID, status, state, reason == null ? "null" : '"' + reason + '"');
    }

    private void assertPut(int times) {
        cloud.server.verify(times, putRequestedFor(urlPathMatching(SERVICES + "/.*")));
    }

    private void assertPut(String body) {
        assertPut(1);
        cloud.server.verify(putRequestedFor(urlEqualTo(SERVICES + "/" + ID))
                .withHeader("OpenStack-API-Version", equalTo("compute 2.53"))
                .withRequestBody(equalToJson(body)));
    }

    private void assertPutTo(String action, String body) {
        cloud.server.verify(
                1, putRequestedFor(urlEqualTo(SERVICES + "/" + action)).withRequestBody(equalToJson(body)));
    }
}
