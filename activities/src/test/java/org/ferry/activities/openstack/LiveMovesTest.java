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
import static org.ferry.activities.openstack.MovingCloud.ACTION;
import static org.ferry.activities.openstack.MovingCloud.SERVER;
import static org.ferry.activities.openstack.MovingCloud.look;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.accepted;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.temporal.client.ActivityCanceledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ferry.activities.openstack.MovingCloud.Look;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.LiveProgress;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.NovaMoveActivities.LiveOrder;
import org.ferry.workflows.activity.NovaMoveActivities.LiveState;
import org.ferry.workflows.activity.NovaMoveActivities.LiveWatch;
import org.ferry.workflows.activity.NovaMoveState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveMovesTest {
    private static final NovaMove MOVE = new NovaMove(VM, "compute-1", "compute-2", 3);
    private static final LiveWatch WATCH = new LiveWatch(MOVE, "memory of web-1", null);
    private static final String MIGRATIONS = SERVER + "/migrations";
    private static final Look BEFORE = look("compute-1", "active", null);
    private static final Look ORDERED = look("compute-1", "active", "migrating");
    private static final Look RUNNING = look("compute-1", "active", "migrating", live("running"));
    private static final Look POST_COPY = look("compute-1", "active", "migrating", live("running (post-copy)"));
    private static final Look MOVED = look("compute-2", "active", null, live("completed"));
    private static final Look GAVE_UP = look("compute-1", "active", null, live("failed"));
    private static final Look CANCELLED = look("compute-1", "active", null, live("cancelled"));

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
        cloud.sequence("GET", MIGRATIONS, okJson("{\"migrations\": []}"));
    }

    @Test
    void letsNovaFindOutWhatHasToBeCopied() {
        nova.shows(BEFORE);

        moves.orderLive(new LiveOrder(MOVE, true));
        nova.verifyAsked("{\"os-migrateLive\": {\"host\": \"compute-2\", \"block_migration\": \"auto\"}}");
        cloud.server.verify(
                postRequestedFor(urlEqualTo(ACTION)).withHeader("OpenStack-API-Version", equalTo("compute 2.68")));
    }

    @Test
    void leavesTheChoiceToTheScheduler() {
        nova.shows(BEFORE);

        moves.orderLive(new LiveOrder(new NovaMove(VM, "compute-1", null, 3), false));
        nova.verifyAsked("{\"os-migrateLive\": {\"host\": null, \"block_migration\": \"auto\"}}");
    }

    @Test
    void tellsAnOldNovaWhatHasToBeCopied() {
        cloud.versions("2.12", "3.0", "1.0");
        nova.shows(BEFORE);

        moves.orderLive(new LiveOrder(MOVE, true));
        nova.verifyAsked("""
                {"os-migrateLive": {"host": "compute-2", "block_migration": true, "disk_over_commit": false}}""");
    }

    @Test
    void ordersNothingTwice() {
        for (Look taken : List.of(ORDERED, RUNNING, MOVED, GAVE_UP)) {
            nova.shows(taken);
            moves.orderLive(new LiveOrder(MOVE, false));
        }
        nova.verifyAsked(0);
    }

    @Test
    void whatNovaRefusesIsAFailureOfTheMethodThoughThereIsAFailedRecordOfIt() {
        nova.shows(BEFORE, look("compute-1", "active", null, live("error")));
        cloud.server.stubFor(post(ACTION).willReturn(aResponse().withStatus(400).withBody("""
                        {"badRequest": {"code": 400, "message": "compute-2 is not on shared storage: Shared storage"}}""")));

        Fails.with(Failures.METHOD_FAILED, () -> moves.orderLive(new LiveOrder(MOVE, false)))
                .hasMessageContaining("compute-2 is not on shared storage");
    }

    @Test
    void watchesUntilTheInstanceHasArrived() {
        nova.shows(
                ORDERED,
                look("compute-1", "active", "migrating", live("preparing")),
                RUNNING,
                RUNNING,
                // The instance comes first, then the record.
                look("compute-2", "active", null, live("running")),
                MOVED);
        cloud.sequence("GET", MIGRATIONS, numbers("preparing", 0, 0, 0), numbers("running", 1000, 300, 800));

        LiveState end = moves.watchLive(WATCH);

        assertThat(end).isEqualTo(new LiveState(true, state("compute-2", "completed", 300)));
        assertThat(heartbeats)
                .hasSize(6)
                .contains(new LiveProgress("memory of web-1", 1000, 300, 800, 0, 0, 0, 20, 0, -1));
    }

    @Test
    void anInstanceThatLagsBehindItsRecordIsWaitedFor() {
        nova.shows(
                look("compute-1", "active", "migrating", live("completed")),
                look("compute-1", "active", null, live("completed")),
                MOVED);

        assertThat(moves.watchLive(WATCH).moved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "cancelled", "error"})
    void aMigrationThatNovaGaveUpIsAFailureOfTheMethod(String status) {
        nova.failed("live-migration", "Migration pre-check error: CPU doesn't have compatibility.");
        // The instance comes first, then the record.
        nova.shows(
                RUNNING,
                look("compute-1", "active", null, live("running")),
                look("compute-1", "active", null, live(status)));

        Fails.with(Failures.METHOD_FAILED, () -> moves.watchLive(WATCH))
                .hasMessageContaining("gave up the live-migration")
                .hasMessageContaining("on compute-1, active")
                .hasMessageContaining("is " + status)
                .hasMessageContaining("CPU doesn't have compatibility.");
    }

    @Test
    void aMigrationThatAPersonHasBroughtUpOnTheTargetHasArrived() {
        nova.shows(look("compute-2", "active", null, live("error")));

        assertThat(moves.watchLive(WATCH).moved()).isTrue();
    }

    @Test
    void anInstanceThatIsOnAThirdHostIsNotTakenForOneThatIsBack() {
        nova.shows(look("compute-3", "active", null, live("error")));

        Fails.with(Failures.WORLD_CHANGED, () -> moves.abort(MOVE)).hasMessageContaining("compute-3");
    }

    @Test
    void anInstanceInErrorNeedsAPerson() {
        nova.shows(RUNNING, look("compute-1", "error", null, live("error")));

        Fails.with(Failures.INSTANCE_IN_ERROR, () -> moves.watchLive(WATCH))
                .hasMessageContaining("on compute-1, error");
    }

    /** The target's part of the end failed: Nova has a completed migration of an instance that still migrates. */
    @Test
    void anInstanceThatNeverArrivesNeedsAPerson() {
        nova.shows(look("compute-1", "active", "migrating", live("completed")));

        Fails.with(Failures.INSTANCE_IN_ERROR, () -> moves.watchLive(WATCH))
                .hasMessageContaining("task migrating; migration 5 to compute-2 is completed")
                .hasMessageContaining("the guest may be on either host");
    }

    @Test
    void tellsAMigrationThatMakesNoProgress() {
        nova.shows(RUNNING);
        cloud.sequence("GET", MIGRATIONS, numbers("running", 1000, 5000, 400));

        LiveState stalled = moves.watchLive(new LiveWatch(MOVE, "memory", Duration.ofMillis(100)));
        assertThat(stalled).isEqualTo(new LiveState(false, state("compute-1", "running", 5000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "queued", "preparing"})
    void aMigrationThatHasNotBegunDoesNotStall(String status) {
        Look waiting = look("compute-1", "active", "migrating", live(status));
        nova.shows(waiting);
        cloud.sequence("GET", MIGRATIONS, numbers(status, 0, 0, 0));
        List<Object> seen = new ArrayList<>();
        NovaMoveApiActivities patient = new NovaMoveApiActivities(cloud.client(), FakeCloud.QUICK, details -> {
            seen.add(details);
            if (seen.size() == 40) {
                throw new ActivityCanceledException();
            }
        });

        assertThatThrownBy(() -> patient.watchLive(new LiveWatch(MOVE, "memory", Duration.ofMillis(1))))
                .isInstanceOf(ActivityCanceledException.class);
    }

    @Test
    void anOldNovaIsWatchedWithoutNumbers() {
        cloud.versions("2.12", "3.0", "1.0");
        nova.shows(RUNNING, MOVED);

        assertThat(moves.watchLive(new LiveWatch(MOVE, "memory", Duration.ofNanos(1)))
                        .moved())
                .isTrue();
    }

    @Test
    void makesNovaEndIt() {
        nova.shows(RUNNING);
        cloud.server.stubFor(post(MIGRATIONS + "/5/action").willReturn(accepted()));

        moves.forceComplete(MOVE);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(MIGRATIONS + "/5/action"))
                        .withRequestBody(equalToJson("{\"force_complete\": null}"))
                        .withHeader("OpenStack-API-Version", equalTo("compute 2.22")));
    }

    @Test
    void forcesNothingThatIsOverOrForcedAlready() {
        for (Look over : List.of(BEFORE, MOVED, GAVE_UP, POST_COPY)) {
            nova.shows(over);
            moves.forceComplete(MOVE);
        }
        nova.shows(RUNNING, MOVED);
        cloud.server.stubFor(
                post(MIGRATIONS + "/5/action").willReturn(aResponse().withStatus(400)));
        moves.forceComplete(MOVE);
        cloud.server.verify(1, postRequestedFor(urlEqualTo(MIGRATIONS + "/5/action")));
    }

    @Test
    void aMigrationThatCanNotBeForcedYetIsTriedAgain() {
        nova.shows(ORDERED);
        assertThatThrownBy(() -> moves.forceComplete(MOVE)).isInstanceOf(NotYetException.class);

        nova.shows(look("compute-1", "active", "migrating", live("preparing")));
        cloud.server.stubFor(
                post(MIGRATIONS + "/5/action").willReturn(aResponse().withStatus(400)));
        assertThatThrownBy(() -> moves.forceComplete(MOVE)).isInstanceOf(ApiException.class);
    }

    @Test
    void abortsOnceAndWaitsForTheEnd() {
        nova.shows(ORDERED, RUNNING, RUNNING, RUNNING, CANCELLED);
        cloud.server.stubFor(delete(MIGRATIONS + "/5").willReturn(accepted()));

        assertThat(moves.abort(MOVE)).isEqualTo("compute-1");
        cloud.server.verify(
                1,
                deleteRequestedFor(urlEqualTo(MIGRATIONS + "/5"))
                        .withHeader("OpenStack-API-Version", equalTo("compute 2.65")));
    }

    @Test
    void aMigrationThatIsFasterThanItsAbortIsToldByItsHost() {
        nova.shows(RUNNING, RUNNING, MOVED);
        cloud.server.stubFor(delete(MIGRATIONS + "/5").willReturn(aResponse().withStatus(400)));

        assertThat(moves.abort(MOVE)).isEqualTo("compute-2");
    }

    @Test
    void nothingGoingOnNeedsNoAbort() {
        nova.shows(BEFORE);

        assertThat(moves.abort(MOVE)).isEqualTo("compute-1");
    }

    @Test
    void anOldNovaIsWaitedForInsteadOfAborted() {
        cloud.versions("2.23", "3.0", "1.0");
        nova.shows(RUNNING, MOVED);

        assertThat(moves.abort(MOVE)).isEqualTo("compute-2");
        cloud.server.verify(0, deleteRequestedFor(urlEqualTo(MIGRATIONS + "/5")));
    }

    private static String live(String status) {
        return Replies.migration(5, "live-migration", status, "compute-2");
    }

    private static NovaMoveState state(String host, String status, long memory) {
        return new NovaMoveState(host, status, 5, "5d5e1f1a-2b3c-4d4e-8f8a-9b0c1d2e3f05", memory, 0);
    }

    /** {@code GET /servers/ID/migrations} at 2.23; without numbers until the hypervisor has some. */
    private static ResponseDefinitionBuilder numbers(String status, long total, long processed, long remaining) {
        return okJson("""
                {"migrations": [{"id": 5, "server_uuid": "%s", "status": "%s", "source_compute": "compute-1",
                  "dest_compute": "compute-2", "memory_total_bytes": %s, "memory_processed_bytes": %d,
                  "memory_remaining_bytes": %d, "disk_total_bytes": null, "disk_processed_bytes": null,
                  "disk_remaining_bytes": null, "created_at": "2026-11-24T03:05:00.000000", "updated_at": null}]}""".formatted(VM, status, total == 0 ? "null" : "" + total, processed, remaining));
    }
}
