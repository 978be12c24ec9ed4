package org.ferry.workflows.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Instance;
import org.jspecify.annotations.Nullable;

/** The story of one migration: check, prepare, hand over, finish; or back to where it was. */
public final class MigrateInstanceWorkflowImpl implements MigrateInstanceWorkflow {
    private static final String TO_BE_CLEANED =
            ", but the target does not answer: what is left there is removed when it does, by the run clean/...";

    private final RunState state = new RunState();
    private final Steps steps = new Steps(state);
    private @Nullable CancellationScope undoable;
    private @Nullable ManualMigration migration;
    private @Nullable MigrationReport report;

    @Override
    public MigrationReport migrate(@Nullable JsonNode json) {
        MigrationRequest request = MigrationRequest.parse(json);
        requireOwnId(request);
        state.announce(request);
        steps.startWatch();
        undoable = Workflow.newCancellationScope(() -> {
            migration = new ManualMigration(steps, state, request, check(request));
            state.enter(Phase.MOVING);
            migration.prepare();
            CancellationScope.throwCanceled();
        });
        try {
            undoable.run();
            Steps.uninterrupted(this::handOver);
        } catch (ActivityFailure | CanceledFailure failure) {
            Steps.uninterrupted(() -> {
                throw putBack(failure);
            });
        }
        Steps.uninterrupted(this::finish);
        return Objects.requireNonNull(report);
    }

    @Override
    public MigrationProgress progress() {
        return state.progress();
    }

    @Override
    public void pause() {
        state.pause();
    }

    @Override
    public void resume() {
        state.resume();
    }

    @Override
    public void cancel() {
        Objects.requireNonNull(undoable).cancel("cancelled by a person");
    }

    @Override
    public void checkCancel() {
        switch (state.phase()) {
            case CHECKING, MOVING -> {
                if (undoable == null) {
                    throw new IllegalStateException("it has not begun yet; try again");
                }
            }
            case RETURNING -> throw new IllegalStateException("it is being undone already");
            default ->
                throw new IllegalStateException(
                        "it is past the point of no return: the database has the instance on its "
                                + "target, and only going on brings it up. Move it back when it is done");
        }
    }

    /** One id per instance is what keeps two runs from moving the same instance. */
    private static void requireOwnId(MigrationRequest request) {
        String expected = MigrateInstanceWorkflow.workflowId(request.instance());
        String actual = Workflow.getInfo().getWorkflowId();
        if (!actual.equals(expected)) {
            throw Failures.of(
                    Failures.REFUSED, "the workflow id must be \"" + expected + "\"; it is \"" + actual + "\"");
        }
    }

    private Facts check(MigrationRequest request) {
        state.enter(Phase.CHECKING);
        Look look = new Look(steps);
        try {
            Instance instance = look.instance(request.instance());
            state.announce(instance);
            refuseFor(instance, ManualChecks.refusals(instance));
            Facts.Cloud cloud = look.cloud(instance, request.target());
            refuseFor(instance, ManualChecks.refusals(request, cloud));
            Facts facts = look.hosts(cloud);
            refuseFor(instance, ManualChecks.refusals(facts));
            return facts;
        } catch (ActivityFailure failure) {
            throw refused(Steps.reason(failure));
        }
    }

    private void refuseFor(Instance instance, List<String> reasons) {
        if (!reasons.isEmpty()) {
            throw refused(
                    "can't move " + instance.name() + " (" + instance.id() + "):\n- " + String.join("\n- ", reasons));
        }
    }

    private ApplicationFailure refused(String message) {
        state.enter(Phase.REFUSED);
        return Failures.of(Failures.REFUSED, message);
    }

    private void handOver() {
        state.enter(Phase.FINISHING);
        Objects.requireNonNull(migration).handOver();
    }

    private void finish() {
        report = Objects.requireNonNull(migration).finish();
        state.enter(Phase.DONE);
    }

    /** Undoes what was done; the failure that ends the run. */
    private ApplicationFailure putBack(TemporalFailure failure) {
        state.enter(Phase.RETURNING);
        state.resume();
        String why = failure instanceof CanceledFailure
                ? "it was cancelled"
                : "it could not " + state.step() + ": " + Steps.reason(failure);
        String type = failure instanceof CanceledFailure ? Failures.CANCELLED : Failures.RETURNED;
        boolean touched = steps.hasUndos();
        List<String> notUndone = steps.undoAll();
        boolean clean = migration == null || migration.cleanTarget();
        if (!notUndone.isEmpty()) {
            String message = why + "; these could not be put back, see to them:\n- " + String.join("\n- ", notUndone);
            state.askForAttention(message);
            return Failures.of(Failures.NEEDS_OPERATOR, message, failure);
        }
        state.enter(Phase.RETURNED);
        String outcome = touched ? "; everything is back as it was" : "; nothing was touched";
        return Failures.of(type, why + outcome + (clean ? "" : TO_BE_CLEANED), failure);
    }
}
