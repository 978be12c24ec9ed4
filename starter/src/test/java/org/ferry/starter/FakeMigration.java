package org.ferry.starter;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.MigrationRequest;
import org.ferry.workflows.migrate.Phase;
import org.jspecify.annotations.Nullable;

/** Tells the story of a migration, as the target's name has it; {@link FakeWorker} says which there are. */
public final class FakeMigration implements MigrateInstanceWorkflow {
    private Phase phase = Phase.CHECKING;
    private @Nullable String target;
    private @Nullable String attention;
    private List<String> choices = List.of();
    private boolean down;
    private boolean paused;
    private long downSince;
    private @Nullable CancellationScope scope;

    @Override
    public MigrationReport migrate(@Nullable JsonNode json) {
        MigrationRequest request = MigrationRequest.parse(json);
        target = request.wishes().target() == null
                ? "compute-2"
                : request.wishes().target();
        enter(Phase.CHECKING);
        step("look up the instance").work(target);
        if (request.dryRun()) {
            Workflow.await(() -> !target().startsWith("stuck"));
            enter(Phase.DONE);
            return Reports.planned(target.startsWith("full") ? Plans.impossible() : Plans.possible());
        }
        if (target.startsWith("refuse")) {
            String hint = "allow it with \"allowOvercommit\": true";
            throw end(Failures.REFUSED, Phase.REFUSED, "can't move web-1:\n- " + target + " is full; " + hint);
        }
        try {
            scope = Workflow.newCancellationScope(this::move);
            scope.run();
        } catch (ActivityFailure | CanceledFailure failure) {
            Workflow.newDetachedCancellationScope(() -> putBack(failure)).run();
        }
        enter(Phase.FINISHING);
        step("hand web-1 over to " + target + " in the database").work(target);
        if (target.startsWith("stuck")) {
            attention = "start web-1 on " + target + " failed: no space left on device. Put it right, then resume";
            Workflow.await(() -> attention == null);
        }
        if (target.startsWith("choice")) {
            attention = "it is on " + target + ", but its console does not open: confirm or revert";
            choices = List.of("confirm", "revert");
            Workflow.await(() -> choices.isEmpty());
        }
        step("start web-1 on " + target).work(target);
        enter(Phase.DONE);
        return report();
    }

    private void move() {
        enter(Phase.MOVING);
        if (isLive()) {
            step("watch Nova move web-1 (1.2 GiB)").live();
            return;
        }
        step("stop web-1 on compute-1").work(target());
        down = true;
        downSince = Workflow.currentTimeMillis();
        Workflow.await(() -> !paused);
        if (target().startsWith("flaky")) {
            step("see that its domain is shut off").flaky();
        }
        step("copy 1.2 GiB → " + target).copy();
        if (target().startsWith("return")) {
            throw CanceledFailure.class.cast(new CanceledFailure("the target's disk is full"));
        }
    }

    private void putBack(Exception failure) {
        enter(Phase.RETURNING);
        step("start web-1 on compute-1").work(target());
        down = false;
        boolean byPerson = !target().startsWith("return");
        throw end(
                byPerson ? Failures.CANCELLED : Failures.RETURNED,
                Phase.RETURNED,
                (byPerson ? "it was cancelled" : failure.getMessage()) + "; everything is back as it was");
    }

    @Override
    public MigrationProgress progress() {
        return new MigrationProgress(
                FakeWorker.INSTANCE,
                FakeWorker.NAME,
                "compute-1",
                target,
                shown().text(),
                down,
                down ? downMillis() : 0,
                List.of(),
                attention,
                phase == Phase.CHECKING ? null : method(),
                choices);
    }

    @Override
    public void leaseGranted(Claim claim) {}

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        attention = null;
    }

    @Override
    public void choose(String choice) {
        choices = List.of();
        attention = null;
    }

    @Override
    public void checkChoose(String choice) {
        if (!choices.contains(choice)) {
            throw new IllegalArgumentException("\"" + choice + "\" can't be chosen; there is " + choices);
        }
    }

    @Override
    public void cancel() {
        if (scope != null) {
            scope.cancel();
        }
    }

    @Override
    public void checkCancel() {
        if (phase == Phase.FINISHING) {
            throw new IllegalStateException("it is past the point of no return");
        }
    }

    private Phase shown() {
        return attention != null ? Phase.NEEDS_OPERATOR : paused ? Phase.PAUSED : phase;
    }

    private void enter(Phase next) {
        phase = next;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(next.text()));
    }

    private ApplicationFailure end(String type, Phase last, String message) {
        enter(last);
        return Failures.of(type, message);
    }

    private long downMillis() {
        return Workflow.currentTimeMillis() - downSince;
    }

    private String target() {
        return String.valueOf(target);
    }

    private boolean isLive() {
        return target().startsWith("live");
    }

    private String method() {
        return isLive() ? "live" : "manual";
    }

    private MigrationReport report() {
        long downMillis = down ? downMillis() : 0;
        down = false;
        return isLive() ? Reports.live(target()) : Reports.manual(target(), downMillis);
    }

    private static FakeSteps step(String name) {
        return Workflow.newActivityStub(
                FakeSteps.class,
                ActivityOptions.newBuilder()
                        .setSummary(name)
                        .setStartToCloseTimeout(Duration.ofMinutes(5))
                        // Heartbeats are sent after 80 % of it at the earliest.
                        .setHeartbeatTimeout(Duration.ofSeconds(3))
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(5))
                                .build())
                        .build());
    }
}
