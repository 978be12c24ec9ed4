package org.ferry.workflows.activity;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The activities, called under one policy and with one summary: the web UI's timeline shows it. */
public final class Stubs {
    /** Longer than any ordinary activity waits by itself. */
    private static final Duration ORDINARY = Duration.ofMinutes(10);
    /** A person waits for what the looks say; a worker that died meanwhile is replaced within it. */
    private static final Duration LOOK = Duration.ofSeconds(90);
    /** A copy ends by its own patience, not by the clock. */
    private static final Duration COPY = Duration.ofDays(30);
    /** How soon a dead worker is noticed; workers heartbeat every activity in the background. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final ActivityOptions options;

    private Stubs(ActivityOptions options) {
        this.options = options;
    }

    private static ActivityOptions.Builder options(String summary, Duration startToClose, RetryOptions retry) {
        return ActivityOptions.newBuilder()
                .setSummary(summary)
                .setStartToCloseTimeout(startToClose)
                .setHeartbeatTimeout(HEARTBEAT)
                .setRetryOptions(retry)
                // What an activity did to the world is known only when it has ended.
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED);
    }

    /** For looking: gives up soon, since nothing is at stake yet. */
    public static Stubs looking(String summary) {
        RetryOptions retry = RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofSeconds(5))
                .setMaximumAttempts(4)
                .build();
        return new Stubs(
                options(summary, LOOK, retry).setScheduleToCloseTimeout(LOOK).build());
    }

    /** For acting: tried until it is done; a long outage undoes nothing. */
    public static Stubs acting(String summary) {
        return new Stubs(options(summary, ORDINARY, untilDone()).build());
    }

    /** For acting where nothing is gained by waiting longer: fails with the last failure when the time is over. */
    public static Stubs actingWithin(Duration patience, String summary) {
        return new Stubs(options(summary, ORDINARY, untilDone())
                .setScheduleToCloseTimeout(patience)
                .build());
    }

    /** For copying: as acting, for as long as the bytes flow. */
    public static Stubs copying(String summary) {
        return new Stubs(options(summary, COPY, untilDone()).build());
    }

    private static RetryOptions untilDone() {
        return RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofSeconds(30))
                .build();
    }

    /** Of {@link ComputeActivities}. */
    public ComputeActivities compute() {
        return Workflow.newActivityStub(ComputeActivities.class, options);
    }

    /** Of {@link VolumeActivities}. */
    public VolumeActivities volumes() {
        return Workflow.newActivityStub(VolumeActivities.class, options);
    }

    /** Of {@link NetworkActivities}. */
    public NetworkActivities network() {
        return Workflow.newActivityStub(NetworkActivities.class, options);
    }

    /** Of {@link PlacementActivities}. */
    public PlacementActivities placement() {
        return Workflow.newActivityStub(PlacementActivities.class, options);
    }

    /** Of {@link DatabaseActivities}. */
    public DatabaseActivities database() {
        return Workflow.newActivityStub(DatabaseActivities.class, options);
    }

    /** Of {@link NovaMoveActivities}. */
    public NovaMoveActivities moves() {
        return Workflow.newActivityStub(NovaMoveActivities.class, options);
    }

    /** Of {@link ServiceActivities}. */
    public ServiceActivities services() {
        return Workflow.newActivityStub(ServiceActivities.class, options);
    }

    /** Of {@link RunActivities}. */
    public RunActivities runs() {
        return Workflow.newActivityStub(RunActivities.class, options);
    }

    /** Of {@link ReportActivities}. */
    public ReportActivities reports() {
        return Workflow.newActivityStub(ReportActivities.class, options);
    }

    /** Of {@link HostActivities}. */
    public HostActivities hosts() {
        return Workflow.newActivityStub(HostActivities.class, options);
    }
}
