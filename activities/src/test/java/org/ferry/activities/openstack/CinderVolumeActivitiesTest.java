package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ferry.activities.openstack.Replies.OTHER_VM;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.VOLUME;
import static org.ferry.activities.openstack.Replies.accepted;
import static org.ferry.activities.openstack.Replies.attachments;
import static org.ferry.activities.openstack.Replies.noServer;
import static org.ferry.activities.openstack.Replies.server;
import static org.ferry.activities.openstack.Replies.volume;

import com.github.tomakehurst.wiremock.http.Fault;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.VolumeActivities.Attachment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CinderVolumeActivitiesTest {
    private static final String SERVER = FakeCloud.COMPUTE + "/servers/" + VM;
    private static final String ATTACHMENTS = SERVER + "/os-volume_attachments";
    private static final String VOLUME_PATH = FakeCloud.VOLUME + "/volumes/" + VOLUME;
    private static final AttachedVolume AS_IT_WAS = new AttachedVolume(VOLUME, "/dev/vdb", "data", true);
    private static final Attachment ATTACHMENT = new Attachment(VM, AS_IT_WAS);

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private CinderVolumeActivities volumes;

    @BeforeEach
    void createActivities() {
        volumes = new CinderVolumeActivities(cloud.client(), FakeCloud.QUICK);
        cloud.sequence("GET", SERVER, server("compute-1", "stopped", null));
        cloud.server.stubFor(delete(ATTACHMENTS + "/" + VOLUME).willReturn(accepted()));
        cloud.server.stubFor(
                post(ATTACHMENTS).willReturn(okJson("{\"volumeAttachment\": {\"device\": \"/dev/vdb\"}}")));
    }

    @Test
    void listsVolumesInTheOrderOfTheirDevices() {
        cloud.sequence("GET", ATTACHMENTS, attachments("c", "/dev/vdaa", "b", "/dev/vdz", "a", "/dev/vdb"));
        for (String id : List.of("a", "b", "c")) {
            cloud.sequence("GET", FakeCloud.VOLUME + "/volumes/" + id, volume("in-use", VM));
        }

        assertThat(volumes.list(VM))
                .containsExactly(
                        new AttachedVolume("a", "/dev/vdb", "data", true),
                        new AttachedVolume("b", "/dev/vdz", "data", true),
                        new AttachedVolume("c", "/dev/vdaa", "data", true));
    }

    @Test
    void refusesAVolumeThatIsAttachedByHalf() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("attaching"));

        Fails.with(Failures.REFUSED, () -> volumes.list(VM))
                .hasMessageContaining("is attaching in Cinder")
                .hasMessageContaining("volume attachment complete");
    }

    @Test
    void detachesAndWaitsForNovaAndCinder() {
        cloud.sequence(
                "GET",
                ATTACHMENTS,
                attachments(VOLUME, "/dev/vdb"),
                attachments(VOLUME, "/dev/vdb"),
                attachments(VOLUME, "/dev/vdb"),
                attachments());
        cloud.sequence("GET", VOLUME_PATH, volume("in-use", VM), volume("detaching", VM), volume("available"));

        volumes.detach(ATTACHMENT);
        assertDetachAsked(1);
    }

    @Test
    void doesNotDetachWhatIsDetached() {
        cloud.sequence("GET", ATTACHMENTS, attachments());
        cloud.sequence("GET", VOLUME_PATH, volume("available"));

        volumes.detach(ATTACHMENT);
        assertDetachAsked(0);
    }

    @Test
    void leavesAloneAVolumeThatIsAnothersByNow() {
        cloud.sequence("GET", ATTACHMENTS, attachments());
        cloud.sequence("GET", VOLUME_PATH, volume("in-use", OTHER_VM));

        volumes.detach(ATTACHMENT);
        assertDetachAsked(0);
    }

    @Test
    void waitsForADetachThatIsUnderWay() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdb"), attachments());
        cloud.sequence("GET", VOLUME_PATH, volume("detaching", VM), volume("available"));

        volumes.detach(ATTACHMENT);
        assertDetachAsked(0);
    }

    @Test
    void neverDetachesUnderARunningGuest() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("in-use", VM));
        for (String[] state : new String[][] {{"active", null}, {"stopped", "powering-on"}}) {
            cloud.sequence("GET", SERVER, server("compute-1", state[0], state[1]));

            Fails.with(Failures.WORLD_CHANGED, () -> volumes.detach(ATTACHMENT))
                    .hasMessageContaining("only detached while it is stopped");
        }
        assertDetachAsked(0);
    }

    /** Nova accepts, the host fails, Cinder rolls back to in-use: nobody says so. */
    @Test
    void aDetachThatFailedSilentlyIsAskedAgainByTheRetry() {
        cloud.sequence(
                "GET",
                ATTACHMENTS,
                attachments(VOLUME, "/dev/vdb"),
                attachments(VOLUME, "/dev/vdb"),
                attachments(VOLUME, "/dev/vdb"),
                attachments());
        cloud.sequence(
                "GET",
                VOLUME_PATH,
                volume("in-use", VM),
                volume("in-use", VM),
                volume("in-use", VM),
                volume("available"));

        assertThatThrownBy(() -> volumes.detach(ATTACHMENT))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("Nova could not detach it");
        volumes.detach(ATTACHMENT);
        assertDetachAsked(2);
    }

    @Test
    void tellsAnOperatorOfADetachThatHangs() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("detaching", VM));

        assertThatThrownBy(() -> impatient().detach(ATTACHMENT))
                .isInstanceOf(NotYetException.class)
                .hasMessage(
                        "Volume " + VOLUME + " is detaching in Cinder (attached to instance " + VM
                                + ") and attached in Nova and should be detached; if it stays so, see to it in Nova and Cinder");
    }

    @Test
    void provesThatAVolumeIsAttachedWhole() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("attaching"), volume("in-use", OTHER_VM), volume("in-use", VM));

        for (String found : List.of("attaching", "in-use")) {
            assertThatThrownBy(() -> volumes.requireAttached(ATTACHMENT))
                    .isInstanceOf(NotYetException.class)
                    .hasMessageContaining("is " + found + " in Cinder (not attached to instance " + VM)
                    .hasMessageContaining("volume attachment complete");
        }
        volumes.requireAttached(ATTACHMENT);
    }

    @Test
    void attachesAsItWas() {
        cloud.sequence("GET", ATTACHMENTS, attachments(), attachments(VOLUME, "/dev/vdb"));
        cloud.sequence(
                "GET", VOLUME_PATH, volume("available"), volume("reserved"), volume("attaching"), volume("in-use", VM));

        assertThat(volumes.attach(ATTACHMENT)).isEqualTo(AS_IT_WAS);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ATTACHMENTS))
                        .withHeader("OpenStack-API-Version", equalTo("compute 2.79"))
                        .withRequestBody(equalToJson("""
                                        {"volumeAttachment": {"volumeId": "%s", "tag": "data",
                                                              "delete_on_termination": true}}""".formatted(VOLUME))));
    }

    @Test
    void attachesOnAnOldCloudWithWhatItKnows() {
        cloud.versions("2.60", "3.43", "1.17");
        cloud.sequence("GET", ATTACHMENTS, attachments(), attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("available"), volume("in-use", VM));

        volumes.attach(ATTACHMENT);
        cloud.server.verify(postRequestedFor(urlEqualTo(ATTACHMENTS))
                .withHeader("OpenStack-API-Version", equalTo("compute 2.60"))
                .withRequestBody(
                        equalToJson("{\"volumeAttachment\": {\"volumeId\": \"" + VOLUME + "\", \"tag\": \"data\"}}")));
    }

    @Test
    void doesNotAttachWhatIsAttachedOrBeingAttached() {
        cloud.sequence("GET", ATTACHMENTS, attachments(VOLUME, "/dev/vdc"));
        cloud.sequence("GET", VOLUME_PATH, volume("attaching"), volume("in-use", VM));

        assertThat(volumes.attach(ATTACHMENT).device())
                .as("the device as it is now")
                .isEqualTo("/dev/vdc");
        assertAttachAsked(0);
    }

    /** The answer was lost, the order was carried out: the retry looks first. */
    @Test
    void anAnswerThatWasCutOffIsFoundOutByTheRetry() {
        cloud.sequence("GET", ATTACHMENTS, attachments(), attachments(VOLUME, "/dev/vdb"));
        cloud.sequence("GET", VOLUME_PATH, volume("available"), volume("in-use", VM));
        cloud.server.stubFor(post(ATTACHMENTS).willReturn(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        assertThatThrownBy(() -> volumes.attach(ATTACHMENT)).isInstanceOf(ApiException.NoAnswer.class);
        assertThat(volumes.attach(ATTACHMENT)).isEqualTo(AS_IT_WAS);
        assertAttachAsked(1);
    }

    @Test
    void anAttachThatFailedIsAskedAgainByTheRetry() {
        cloud.sequence(
                "GET", ATTACHMENTS, attachments(), attachments(), attachments(), attachments(VOLUME, "/dev/vdb"));
        cloud.sequence(
                "GET",
                VOLUME_PATH,
                volume("available"),
                volume("available"),
                volume("available"),
                volume("in-use", VM));

        assertThatThrownBy(() -> volumes.attach(ATTACHMENT))
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("Nova could not attach it");
        assertThat(volumes.attach(ATTACHMENT)).isEqualTo(AS_IT_WAS);
        assertAttachAsked(2);
    }

    @Test
    void anotherInstancesVolumeIsNotTaken() {
        cloud.sequence("GET", ATTACHMENTS, attachments());
        cloud.sequence("GET", VOLUME_PATH, volume("in-use", OTHER_VM));

        assertThatThrownBy(() -> impatient().attach(ATTACHMENT))
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(Failures.WORLD_CHANGED))
                .hasMessageContaining("another instance took it");
        assertAttachAsked(0);
    }

    @Test
    void whatIsGoneHasChangedTheWorld() {
        cloud.sequence("GET", ATTACHMENTS, noServer());
        cloud.sequence("GET", VOLUME_PATH, volume("available"));
        Fails.with(Failures.WORLD_CHANGED, () -> volumes.attach(ATTACHMENT)).hasMessageContaining("deleted");
        Fails.with(Failures.WORLD_CHANGED, () -> volumes.detach(ATTACHMENT)).hasMessageContaining("deleted");

        cloud.sequence("GET", ATTACHMENTS, attachments());
        cloud.sequence("GET", VOLUME_PATH, aResponse().withStatus(404));
        Fails.with(Failures.WORLD_CHANGED, () -> volumes.attach(ATTACHMENT))
                .hasMessageContaining("no volume " + VOLUME);
    }

    private CinderVolumeActivities impatient() {
        return new CinderVolumeActivities(cloud.client(), FakeCloud.IMPATIENT);
    }

    private void assertDetachAsked(int times) {
        cloud.server.verify(times, deleteRequestedFor(urlEqualTo(ATTACHMENTS + "/" + VOLUME)));
    }

    private void assertAttachAsked(int times) {
        cloud.server.verify(times, postRequestedFor(urlEqualTo(ATTACHMENTS)));
    }
}
