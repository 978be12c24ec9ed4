package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ferry.activities.openstack.MovingCloud.ACTION;
import static org.ferry.activities.openstack.MovingCloud.SERVER;
import static org.ferry.activities.openstack.MovingCloud.look;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.accepted;
import static org.ferry.activities.openstack.Replies.noServer;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.temporal.client.ActivityCanceledException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ferry.activities.openstack.MovingCloud.Look;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColdMovesTest {
    private static final NovaMove TO_2 = new NovaMove(VM, "compute-1", "compute-2", 3);
    private static final NovaMove ANYWHERE = new NovaMove(VM, "compute-1", null, 3);
    private static final Look BEFORE = look("compute-1", "active", null);
    private static final Look ORDERED = look("compute-1", "active", "resize_prep");
    private static final Look SCHEDULED =
            look("compute-1", "active", "resize_prep", cold("pre-migrating", "compute-2"));
    private static final Look COPYING = look("compute-1", "active", "resize_migrating", cold("migrating", "compute-2"));
    private static final Look ARRIVED = look("compute-2", "active", "resize_finish", cold("finished", "compute-2"));
    private static final Look VERIFY = look("compute-2", "resized", null, cold("finished", "compute-2"));
    private static final Look CONFIRMING = look("compute-2", "resized", null, cold("confirming", "compute-2"));
    private static final Look CONFIRMED = look("compute-2", "active", null, cold("confirmed", "compute-2"));
    private static final Look REVERTING =
            look("compute-2", "resized", "resize_reverting", cold("reverted", "compute-2"));
    private static final Look REVERTED = look("compute-1", "active", null, cold("reverted", "compute-2"));
    private static final Look GAVE_UP = look("compute-1", "active", null, cold("error", null));
    private static final Look IN_ERROR = look("compute-2", "error", null, cold("error", "compute-2"));

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private final List<Object> heartbeats = new ArrayList<>();
    private MovingCloud nova;
    private NovaMoveApiActivities moves;

    @BeforeEach
    void createActivities() {
        nova = new MovingCloud(cloud);
        moves = new NovaMoveApiActivities(cloud.client(), FakeCloud.QUICK, heartbeats::add);
        cloud.server.stubFor(post(ACTION).willReturn(accepted()));
    }

    @Test
    void ordersAMigrationToAHost() {
        nova.shows(BEFORE);

        moves.orderCold(TO_2);
        nova.verifyAsked("{\"migrate\": {\"host\": \"compute-2\"}}");
        cloud.server.verify(
                postRequestedFor(urlEqualTo(ACTION)).withHeader("OpenStack-API-Version", equalTo("compute 2.56")));
    }

    @Test
    void leavesTheChoiceToTheScheduler() {
        nova.shows(BEFORE);

        moves.orderCold(ANYWHERE);
        nova.verifyAsked("{\"migrate\": null}");
    }

    @Test
    void ordersNothingTwice() {
        for (Look taken : List.of(ORDERED, SCHEDULED, COPYING, ARRIVED, VERIFY, CONFIRMED, GAVE_UP)) {
            nova.shows(taken);
            moves.orderCold(TO_2);
        }
        nova.verifyAsked(0);
    }

    @Test
    void whatNovaRefusesIsAFailureOfTheMethodInNovasWords() {
        nova.shows(BEFORE);
        cloud.server.stubFor(
                post(ACTION).willReturn(refusal(400, "badRequest", "Compute host compute-9 could not be found.")));

        Fails.with(Failures.METHOD_FAILED, () -> moves.orderCold(TO_2))
                .hasMessageContaining("refuses the migrate of instance " + VM)
                .hasMessageContaining("Compute host compute-9 could not be found.");
    }

    @Test
    void aConflictWithItsOwnEarlierOrderIsSuccess() {
        nova.shows(BEFORE, ORDERED);
        cloud.server.stubFor(post(ACTION)
                .willReturn(
                        refusal(409, "conflictingRequest", "Cannot 'migrate' while it is in task_state resize_prep")));

        moves.orderCold(TO_2);
        nova.verifyAsked(1);
    }

    @Test
    void anOrderWithoutAnAnswerIsLookedForByTheRetry() {
        nova.shows(BEFORE, ORDERED);
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        assertThatThrownBy(() -> moves.orderCold(TO_2))
                .isInstanceOf(ApiException.NoAnswer.class)
                .hasMessageContaining("not known");
        moves.orderCold(TO_2);
        nova.verifyAsked(1);
    }

    @Test
    void anUnavailableNovaIsTriedAgain() {
        nova.shows(BEFORE);
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(503)));

        assertThatThrownBy(() -> moves.orderCold(TO_2)).isInstanceOf(ApiException.class);
    }

    @Test
    void anInstanceThatIsGoneHasChangedTheWorld() {
        cloud.sequence("GET", SERVER, noServer());

        Fails.with(Failures.WORLD_CHANGED, () -> moves.orderCold(TO_2)).hasMessageContaining("deleted");
        Fails.with(Failures.WORLD_CHANGED, () -> moves.awaitCold(TO_2)).hasMessageContaining("deleted");
    }

    @Test
    void tellsWhomTheSchedulerChose() {
        nova.shows(ORDERED, look("compute-1", "active", "resize_prep", cold("pre-migrating", null)), SCHEDULED);

        assertThat(moves.awaitChoice(ANYWHERE)).isEqualTo("compute-2");
    }

    @Test
    void tellsWhyTheSchedulerFoundNone() {
        nova.failed("migrate", "No valid host was found. ");
        for (Look end : List.of(GAVE_UP, BEFORE)) {
            nova.shows(ORDERED, end);

            Fails.with(Failures.METHOD_FAILED, () -> moves.awaitChoice(ANYWHERE))
                    .hasMessageContaining("on compute-1, active, without a task")
                    .hasMessageContaining("migrate on control: No valid host was found.");
        }
    }

    @Test
    void waitsForVerifyResizeWithHeartbeats() {
        nova.shows(ORDERED, SCHEDULED, COPYING, ARRIVED, VERIFY);

        assertThat(moves.awaitCold(TO_2)).isEqualTo(state("compute-2", "finished"));
        assertThat(heartbeats)
                .containsExactly(
                        new NovaMoveState("compute-1", "", 0, "", 0, 0),
                        state("compute-1", "pre-migrating"),
                        state("compute-1", "migrating"),
                        state("compute-2", "finished"),
                        state("compute-2", "finished"));
    }

    @Test
    void aMoveThatSomebodyConfirmedMeanwhileHasArrived() {
        nova.shows(CONFIRMED);

        assertThat(moves.awaitCold(TO_2).status()).isEqualTo("confirmed");
    }

    @Test
    void aMoveThatAPersonHasBroughtUpOnTheTargetHasArrivedAndNeedsNoConfirmation() {
        nova.shows(look("compute-2", "active", null, cold("error", "compute-2")));

        assertThat(moves.awaitCold(TO_2).host()).isEqualTo("compute-2");
        moves.confirm(TO_2);
        cloud.server.verify(0, postRequestedFor(urlPathMatching(".*/action")));
    }

    @Test
    void aMoveThatNovaGaveUpIsAFailureOfTheMethod() {
        nova.failed("migrate", "not able to execute ssh command");
        // The record comes first.
        nova.shows(COPYING, look("compute-1", "active", "resize_migrating", cold("error", "compute-2")), GAVE_UP);

        Fails.with(Failures.METHOD_FAILED, () -> moves.awaitCold(TO_2))
                .hasMessageContaining("migration 5 to no host yet is error")
                .hasMessageContaining("not able to execute ssh command");
        assertThat(heartbeats).hasSize(3);
    }

    /** As Nova tells of an error that is not its own: by the name of the class, but for the end of the traceback. */
    @Test
    void anInstanceInErrorIsToldWithWhereItIsAndItsFault() {
        nova.failed("migrate", "libvirtError");
        inError("""
                {"code": 500, "message": "libvirtError", "created": "2026-11-24T10:24:42Z", "details":
                 "Traceback (most recent call last):\\n  File \\"x.py\\"\\nlibvirt.libvirtError: no disk space\\n"}""");

        Fails.with(Failures.INSTANCE_IN_ERROR, () -> moves.awaitCold(TO_2))
                .hasMessageContaining("on compute-2, error, without a task; migration 5 to compute-2 is error")
                .hasMessageContaining("migrate on control: libvirtError; libvirt.libvirtError: no disk space");
    }

    @Test
    void aFaultWithoutATracebackIsToldByItsMessage() {
        inError("{\"code\": 400, \"message\": \"No space left on device\"}");

        Fails.with(Failures.INSTANCE_IN_ERROR, () -> moves.awaitCold(TO_2))
                .hasMessageContaining("is error; No space left on device");
    }

    /** nova-compute of the source, when it starts amid a migration, drops the task and leaves the record. */
    @Test
    void aRecordThatIsNeverClosedNeedsAPerson() {
        nova.shows(COPYING, look("compute-1", "active", null, cold("migrating", "compute-2")));

        Fails.with(Failures.INSTANCE_IN_ERROR, () -> moves.awaitCold(TO_2))
                .hasMessageContaining("without a task; migration 5 to compute-2 is migrating: one of the two is wrong");
    }

    @Test
    void stopsWatchingWhenItIsCancelled() {
        nova.shows(COPYING);
        NovaMoveApiActivities cancelled = new NovaMoveApiActivities(cloud.client(), FakeCloud.QUICK, details -> {
            throw new ActivityCanceledException();
        });

        assertThatThrownBy(() -> cancelled.awaitCold(TO_2)).isInstanceOf(ActivityCanceledException.class);
        assertThatThrownBy(() -> cancelled.awaitChoice(TO_2)).isInstanceOf(ActivityCanceledException.class);
        assertThatThrownBy(() -> cancelled.confirm(TO_2)).isInstanceOf(ActivityCanceledException.class);
        assertThatThrownBy(() -> cancelled.revert(TO_2)).isInstanceOf(ActivityCanceledException.class);
    }

    @Test
    void confirmsAndWaits() {
        Look almost = look("compute-2", "resized", null, cold("confirmed", "compute-2"));
        nova.shows(VERIFY, CONFIRMING, almost, CONFIRMED);

        moves.confirm(TO_2);
        nova.verifyAsked("{\"confirmResize\": null}");
    }

    @Test
    void waitsAsLongAsAConfirmationTakes() {
        Look[] looks = new Look[60];
        Arrays.fill(looks, CONFIRMING);
        looks[59] = CONFIRMED;
        nova.shows(looks);

        moves.confirm(TO_2);
        nova.verifyAsked(0);
    }

    @Test
    void confirmedAlreadyIsSuccess() {
        nova.shows(CONFIRMED);

        moves.confirm(TO_2);
        nova.verifyAsked(0);
    }

    /** Nova refuses while nova-compute of the source is down. */
    @Test
    void aConfirmationThatNovaRefusesIsTriedAgain() {
        nova.shows(VERIFY);
        cloud.server.stubFor(
                post(ACTION).willReturn(refusal(409, "conflictingRequest", "Service is unavailable at this time.")));

        assertThatThrownBy(() -> moves.confirm(TO_2))
                .isInstanceOf(ApiException.Conflict.class)
                .hasMessageContaining("Service is unavailable at this time.");
    }

    @Test
    void confirmsNothingThatSomebodyReverted() {
        nova.shows(REVERTED);

        Fails.with(Failures.WORLD_CHANGED, () -> moves.confirm(TO_2)).hasMessageContaining("is reverted");
        Fails.with(Failures.WORLD_CHANGED, () -> moves.awaitCold(TO_2)).hasMessageContaining("is reverted");
        nova.verifyAsked(0);
    }

    @Test
    void waitsUntilItCanBeRevertedAndUntilItIs() {
        Look stopping = look("compute-1", "resized", "powering-off", cold("reverted", "compute-2"));
        nova.shows(COPYING, ARRIVED, VERIFY, REVERTING, stopping, REVERTED);

        moves.revert(TO_2);
        nova.verifyAsked("{\"revertResize\": null}");
    }

    @Test
    void aMoveThatWasNeverMadeOrFailedNeedsNoRevert() {
        for (Look over : List.of(BEFORE, GAVE_UP, REVERTED)) {
            nova.shows(over);
            moves.revert(TO_2);
        }
        nova.verifyAsked(0);
    }

    @Test
    void revertsNothingThatSomebodyConfirmed() {
        nova.shows(CONFIRMED);

        Fails.with(Failures.WORLD_CHANGED, () -> moves.revert(TO_2)).hasMessageContaining("is confirmed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "stopped"})
    void anInstanceThatFailedAndIsElsewhereHasChangedTheWorld(String vmState) {
        nova.shows(look("compute-3", vmState, null, cold("error", "compute-2")));

        Fails.with(Failures.WORLD_CHANGED, () -> moves.revert(TO_2)).hasMessageContaining("on compute-3");
        Fails.with(Failures.WORLD_CHANGED, () -> moves.awaitCold(TO_2)).hasMessageContaining("on compute-3");
    }

    private void inError(String fault) {
        nova.shows(IN_ERROR);
        cloud.sequence(
                "GET",
                SERVER,
                IN_ERROR.server(),
                okJson("{\"server\": {\"id\": \"" + VM + "\", \"status\": \"ERROR\", \"fault\": " + fault + "}}"));
    }

    private static String cold(String status, @Nullable String target) {
        return Replies.migration(5, "migration", status, target);
    }

    private static NovaMoveState state(String host, String status) {
        return new NovaMoveState(host, status, 5, "5d5e1f1a-2b3c-4d4e-8f8a-9b0c1d2e3f05", 0, 0);
    }

    private static ResponseDefinitionBuilder refusal(int status, String kind, String words) {
        return aResponse()
                .withStatus(status)
                .withBody("{\"%s\": {\"code\": %d, \"message\": \"%s\"}}".formatted(kind, status, words));
    }
}
