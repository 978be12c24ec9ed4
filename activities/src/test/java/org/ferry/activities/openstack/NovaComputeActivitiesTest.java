package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.accepted;
import static org.ferry.activities.openstack.Replies.conflict;
import static org.ferry.activities.openstack.Replies.noServer;
import static org.ferry.activities.openstack.Replies.server;

import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities.ExpectedState;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.ComputeActivities.Lock;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.MigrationRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NovaComputeActivitiesTest {
    private static final String SERVER = FakeCloud.COMPUTE + "/servers/" + VM;
    private static final String ACTION = SERVER + "/action";
    private static final InstanceOnHost ON_1 = new InstanceOnHost(VM, "compute-1");
    private static final Lock LOCK = new Lock(VM, "Ferry moves it to compute-2, run 1f2e3d4c");

    private static final String CONSOLE_TOKEN = "b60bcfc3-5fd4-4d21-986c-e83379107819";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private NovaComputeActivities compute;

    @BeforeEach
    void createActivities() {
        compute = new NovaComputeActivities(cloud.client(), FakeCloud.QUICK);
        cloud.server.stubFor(post(ACTION).willReturn(accepted()));
    }

    @Test
    void describesAnInstance() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null, "for a backup"));

        assertThat(compute.describeInstance(VM))
                .isEqualTo(new Instance(
                        VM,
                        "web-1",
                        "compute-1",
                        "compute-1.example",
                        "instance-00000007",
                        "27ac28309ae94f44b26284d070363bc6",
                        "nova",
                        "ACTIVE",
                        "active",
                        null,
                        true,
                        "for a backup",
                        false,
                        new Flavor("lab.tiny", 1, 192, 1, 2, 64, Map.of("hw:cpu_policy", "shared")),
                        List.of("10.78.3.243"),
                        Map.of("ferry:policy", "live"),
                        true,
                        List.of("0fd1c9a6-5c1f-4f0e-8f6c-1b3a9d0b7e11")));
    }

    @Test
    void looksUpTheFlavorWhereTheServerOnlyNamesIt() {
        cloud.versions("2.38", "3.27", "1.4");
        cloud.server.stubFor(get(SERVER).willReturn(okJson("""
                                        {"server": {"id": "%s", "image": "", "flavor": {"id": "42", "links": []}}}""".formatted(VM))));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/flavors/42").willReturn(okJson("""
                                        {"flavor": {"id": "42", "name": "m1.nano", "vcpus": 1, "ram": 64, "disk": 1,
                                         "OS-FLV-EXT-DATA:ephemeral": 3, "swap": ""}}""")));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/flavors/42/os-extra_specs")
                .willReturn(okJson("{\"extra_specs\": {\"hw:numa_nodes\": \"1\"}}")));

        Instance instance = compute.describeInstance(VM);

        assertThat(instance.flavor()).isEqualTo(new Flavor("m1.nano", 1, 64, 1, 3, 0, Map.of("hw:numa_nodes", "1")));
        assertThat(instance.bootedFromVolume()).isTrue();
        assertThat(instance.host()).isEmpty();
    }

    @Test
    void refusesAnUnknownInstance() {
        cloud.sequence("GET", SERVER, noServer());

        Fails.with(Failures.REFUSED, () -> compute.describeInstance(VM)).hasMessageContaining(VM);
    }

    @Test
    void findsInstancesByTheirExactName() {
        cloud.server.stubFor(
                get(urlPathEqualTo(FakeCloud.COMPUTE + "/servers/detail")).willReturn(okJson("""
                                        {"servers": [
                                          {"id": "1", "name": "web.1", "tenant_id": "p", "status": "ACTIVE",
                                           "OS-EXT-SRV-ATTR:host": "compute-1"},
                                          {"id": "2", "name": "web-1", "tenant_id": "p", "status": "ACTIVE",
                                           "OS-EXT-SRV-ATTR:host": "compute-1"},
                                          {"id": "3", "name": "web.1", "tenant_id": "q", "status": "BUILD",
                                           "OS-EXT-SRV-ATTR:host": null}]}""")));

        assertThat(compute.findInstances("web.1"))
                .containsExactly(
                        new Found("1", "web.1", "p", "compute-1", "ACTIVE"), new Found("3", "web.1", "q", "", "BUILD"));
    }

    @Test
    void describesAHostByItsServiceAndItsHypervisor() {
        services("""
                {"binary": "nova-compute", "host": "compute-2", "zone": "az-2", "status": "disabled", "state": "up",
                 "disabled_reason": "new disks"}""");
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-hypervisors/detail").willReturn(okJson("""
                                        {"hypervisors": [
                                          {"id": "a", "hypervisor_hostname": "compute-1.example", "state": "up",
                                           "service": {"id": "x", "host": "compute-1"}},
                                          {"id": "b", "hypervisor_hostname": "compute-2.example", "state": "up",
                                           "service": {"id": "y", "host": "compute-2"}}]}""")));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-aggregates").willReturn(okJson("{\"aggregates\": []}")));

        assertThat(compute.describeHost("compute-2"))
                .isEqualTo(new ComputeHost(
                        "compute-2", "compute-2.example", "az-2", true, false, "new disks", null, List.of()));
    }

    @Test
    void refusesAnUnknownHostAndListsTheKnown() {
        services("");
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-services?binary=nova-compute")
                .willReturn(okJson("{\"services\": [{\"host\": \"compute-3\"}, {\"host\": \"compute-1\"}]}")));

        Fails.with(Failures.REFUSED, () -> compute.describeHost("compute-2"))
                .hasMessageContaining("no compute host compute-2; it knows [compute-1, compute-3]");
    }

    @Test
    void aTargetThatIsDownIsLost() {
        services(
                "{\"binary\": \"nova-compute\", \"host\": \"compute-2\", \"status\": \"enabled\", \"state\": \"down\"}");
        Fails.with(Failures.TARGET_LOST, () -> compute.requireUp("compute-2"))
                .hasMessageContaining("compute-2 is down");

        services(
                "{\"binary\": \"nova-compute\", \"host\": \"compute-2\", \"status\": \"disabled\", \"state\": \"up\"}");
        compute.requireUp("compute-2");
    }

    @Test
    void listsMigrationsNewestFirst() {
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-migrations?instance_uuid=" + VM)
                .willReturn(okJson("""
                                        {"migrations": [
                                          {"id": 3, "instance_uuid": "%s", "migration_type": "evacuation", "status": "done",
                                           "source_compute": "compute-2", "dest_compute": "compute-1",
                                           "created_at": "2026-11-20T08:00:00.000000"},
                                          {"id": 5, "instance_uuid": "%s", "migration_type": "migration",
                                           "status": "confirmed", "source_compute": "compute-3",
                                           "dest_compute": "compute-2", "created_at": "2026-11-21T08:00:00.000000"}]}""".formatted(VM, VM))));

        assertThat(compute.listMigrations(VM))
                .containsExactly(
                        new MigrationRecord("migration", "confirmed", "compute-3", "compute-2", 5, ""),
                        new MigrationRecord("evacuation", "done", "compute-2", "compute-1", 3, ""));
    }

    @Test
    void locksWithAReason() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));

        assertThat(compute.lock(LOCK)).isTrue();
        cloud.server.verify(postRequestedFor(urlEqualTo(ACTION))
                .withRequestBody(equalToJson("{\"lock\": {\"locked_reason\": \"" + LOCK.reason() + "\"}}")));
    }

    @Test
    void aLockOfItsOwnIsHeldAlready() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null, LOCK.reason()));

        assertThat(compute.lock(LOCK)).isTrue();
        assertAsked(0);
    }

    @Test
    void leavesSomebodyElsesLock() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null, "for a backup"));

        assertThat(compute.lock(LOCK)).isFalse();
        compute.unlock(LOCK);
        assertAsked(0);
    }

    @Test
    void doesNotLockWhereItCouldNotTellWhoseALockIs() {
        cloud.versions("2.65", "3.50", "1.30");
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));

        assertThat(compute.lock(LOCK)).isFalse();
        assertAsked(0);
    }

    @Test
    void unlocksWhatItLocked() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null, LOCK.reason()));

        compute.unlock(LOCK);
        assertAsked("unlock");
    }

    @Test
    void unlockingAnInstanceThatIsGoneIsSuccess() {
        cloud.sequence("GET", SERVER, noServer());

        compute.unlock(LOCK);
        assertAsked(0);
    }

    @Test
    void stopsAndWaits() {
        cloud.sequence(
                "GET",
                SERVER,
                server("compute-1", "active", null),
                server("compute-1", "active", "powering-off"),
                server("compute-1", "stopped", null));

        compute.stop(ON_1);
        assertAsked("os-stop");
    }

    @Test
    void doesNotStopWhatIsStopped() {
        cloud.sequence("GET", SERVER, server("compute-1", "stopped", null));

        compute.stop(ON_1);
        assertAsked(0);
    }

    @Test
    void waitsForAStopThatIsUnderWay() {
        cloud.sequence(
                "GET", SERVER, server("compute-1", "active", "powering-off"), server("compute-1", "stopped", null));

        compute.stop(ON_1);
        assertAsked(0);
    }

    @Test
    void looksAgainWhenNovaIsBusy() {
        cloud.sequence("POST", ACTION, conflict(), accepted());
        cloud.sequence(
                "GET",
                SERVER,
                server("compute-1", "active", null),
                server("compute-1", "active", "image_snapshot"),
                server("compute-1", "active", null),
                server("compute-1", "stopped", null));

        compute.stop(ON_1);
        assertAsked(2);
    }

    @Test
    void tellsWhyNovaCouldNotStopIt() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));
        cloud.server.stubFor(get(SERVER + "/os-instance-actions")
                .willReturn(okJson("{\"instanceActions\": [{\"action\": \"stop\", \"request_id\": \"req-1\"}]}")));
        cloud.server.stubFor(get(SERVER + "/os-instance-actions/req-1").willReturn(okJson("""
                                        {"instanceAction": {"action": "stop", "events": [{"event": "compute_stop_instance",
                                         "result": "Error", "host": "compute-1", "details": "libvirt is away"}]}}""")));

        assertThatThrownBy(() -> compute.stop(ON_1))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("could not stop instance " + VM + " on compute-1: it is active")
                .hasMessageContaining("stop on compute-1: libvirt is away");
        assertAsked(1);
    }

    @Test
    void anUnavailableNovaIsNoStop() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(503)));

        assertThatThrownBy(() -> compute.stop(ON_1)).isInstanceOf(ApiException.class);
        assertAsked(1);
    }

    @Test
    void givesUpWaitingWithinItsBounds() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", "powering-off"));

        NovaComputeActivities impatient = new NovaComputeActivities(cloud.client(), FakeCloud.IMPATIENT);
        assertThatThrownBy(() -> impatient.stop(ON_1))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("in time: it is active, task powering-off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "suspended", "rescued", "resized", "shelved", "building"})
    void refusesToStopFromOtherStates(String vmState) {
        cloud.sequence("GET", SERVER, server("compute-1", vmState, null));

        Fails.with(Failures.WORLD_CHANGED, () -> compute.stop(ON_1)).hasMessageContaining("it is " + vmState);
        assertAsked(0);
    }

    @Test
    void startsWhereItIsExpected() {
        cloud.sequence(
                "GET",
                SERVER,
                server("compute-1", "stopped", null),
                server("compute-1", "stopped", "powering-on"),
                server("compute-1", "active", null));

        compute.start(ON_1);
        assertAsked("os-start");
    }

    @Test
    void startsNothingElsewhere() {
        cloud.sequence("GET", SERVER, server("compute-2", "stopped", null));

        Fails.with(Failures.WORLD_CHANGED, () -> compute.start(ON_1))
                .hasMessageContaining("on compute-2, not on compute-1");
        assertAsked(0);
    }

    /** Nova starts only what is stopped; a hard reboot it allows from error too. */
    @Test
    void bringsAnInstanceOutOfErrorByAHardReboot() {
        cloud.sequence(
                "GET",
                SERVER,
                server("compute-1", "error", null),
                server("compute-1", "error", "reboot_started_hard"),
                server("compute-1", "active", null));

        compute.start(ON_1);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ACTION))
                        .withRequestBody(equalToJson("{\"reboot\": {\"type\": \"HARD\"}}")));
    }

    @Test
    void aStartThatFailedIsTriedAgainByTheRetry() {
        cloud.sequence(
                "GET",
                SERVER,
                server("compute-1", "stopped", null),
                server("compute-1", "stopped", null),
                server("compute-1", "stopped", null),
                server("compute-1", "active", null));

        assertThatThrownBy(() -> compute.start(ON_1))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("could not start");
        compute.start(ON_1);
        assertAsked(2);
    }

    @Test
    void anInstanceThatIsGoneCanNeitherBeStoppedNorStarted() {
        cloud.sequence("GET", SERVER, noServer());

        Fails.with(Failures.WORLD_CHANGED, () -> compute.stop(ON_1)).hasMessageContaining("deleted");
        Fails.with(Failures.WORLD_CHANGED, () -> compute.start(ON_1)).hasMessageContaining("deleted");
    }

    @Test
    void provesWhereAndHowAnInstanceIs() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));

        compute.requireState(new ExpectedState(VM, "compute-1", "active"));
        for (ExpectedState wrong :
                List.of(new ExpectedState(VM, "compute-2", "active"), new ExpectedState(VM, "compute-1", "stopped"))) {
            assertThatThrownBy(() -> compute.requireState(wrong))
                    .isInstanceOf(NotYetException.class)
                    .hasMessageContaining("on compute-1, active");
        }
    }

    @Test
    void leavesFilesAloneWhereNovaHasTheInstance() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));

        compute.requireElsewhere(new InstanceOnHost(VM, "compute-2"));
        compute.requireElsewhere(new InstanceOnHost("00000000-0000-0000-0000-00000000dead", "compute-1"));
        assertThatThrownBy(() -> compute.requireElsewhere(new InstanceOnHost(VM, "compute-1")))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("Nova has instance " + VM + " on compute-1");
    }

    @Test
    void opensTheConsoleAndHidesItsToken() {
        console("/vnc_lite.html?path=%3Ftoken%3D" + CONSOLE_TOKEN);
        cloud.server.stubFor(get(urlPathEqualTo("/vnc_lite.html")).willReturn(okJson("<html>noVNC</html>")));

        assertThat(compute.proveConsole(VM)).isEqualTo(cloud.url() + "/vnc_lite.html");
    }

    @Test
    void aConsoleThatDoesNotOpenIsToldWithoutItsToken() {
        console("/vnc_lite.html?path=%3Ftoken%3D" + CONSOLE_TOKEN);

        assertThatThrownBy(() -> compute.proveConsole(VM))
                .hasMessageContaining("/vnc_lite.html: HTTP 404")
                .hasMessageNotContaining(CONSOLE_TOKEN);
    }

    @Test
    void asksGuestsForASignOfLifeOnlyWhereOneIsConfigured() {
        cloud.sequence("GET", SERVER, server("compute-1", "active", null));
        Instance instance = compute.describeInstance(VM);
        assertThat(compute.proveSignOfLife(instance)).isEmpty();

        cloud.sequence("GET", "/alive/10.78.3.243", aResponse().withStatus(500), okJson("beat 17"));
        CloudSettings asking = cloud.settings().withSignOfLife(cloud.url() + "/alive/{address}");
        ApiClient client = new ApiClient(new CloudSession(asking));
        assertThat(new NovaComputeActivities(client, FakeCloud.QUICK).proveSignOfLife(instance))
                .isEqualTo("beat 17");
    }

    private void console(String page) {
        cloud.server.stubFor(post(SERVER + "/remote-consoles")
                .withRequestBody(equalToJson("{\"remote_console\": {\"protocol\": \"vnc\", \"type\": \"novnc\"}}"))
                .willReturn(okJson("""
                                        {"remote_console": {"protocol": "vnc", "type": "novnc", "url": "%s"}}""".formatted(cloud.url() + page))));
    }

    private void services(String service) {
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-services?binary=nova-compute&host=compute-2")
                .willReturn(okJson("{\"services\": [" + service + "]}")));
    }

    private void assertAsked(int times) {
        cloud.server.verify(times, postRequestedFor(urlEqualTo(ACTION)));
    }

    private void assertAsked(String action) {
        assertAsked(1);
        cloud.server.verify(
                1, postRequestedFor(urlEqualTo(ACTION)).withRequestBody(equalToJson("{\"" + action + "\": {}}")));
    }
}
