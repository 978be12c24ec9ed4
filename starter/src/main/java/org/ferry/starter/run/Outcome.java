package org.ferry.starter.run;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.drain.DrainPhase;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.Phase;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param message why it did not do what it was for, or what is odd about it
 * @param report what was moved, or planned; null unless it is a migration that could give it
 */
public record Outcome(Kind kind, String message, @Nullable MigrationReport report) {
    private static final String LOOK = " Nothing was undone. See on which host each instance is and in which state, and"
            + " which steps were done.";

    /** The plan of a dry run; null for any other. */
    public @Nullable Plan plan() {
        return report != null && report.dryRun() ? report.plan() : null;
    }

    /** What became of the instance, or of all instances of a host. */
    public enum Kind {
        MOVED,
        PLANNED,
        REFUSED,
        RETURNED,
        CANCELLED,
        NEEDS_OPERATOR,
        UNEXPECTED
    }

    /**
     * What the last event of a history says; null while the run goes on.
     *
     * @param phase the last phase that the run told, as the search attribute has it; empty when it told none
     */
    static @Nullable Outcome of(HistoryEvent last, String phase) {
        return switch (last.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
                completed(last.getWorkflowExecutionCompletedEventAttributes().getResult());
            case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> cancelled(phase);
            default -> broken(last);
        };
    }

    /** What the last event of a drain says; null while it goes on. */
    static @Nullable Outcome ofDrain(HistoryEvent last, String phase) {
        return switch (last.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED -> drained(phase);
            default -> broken(last);
        };
    }

    private static @Nullable Outcome broken(HistoryEvent last) {
        return switch (last.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
                failed(last.getWorkflowExecutionFailedEventAttributes().getFailure());
            case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
                new Outcome(
                        Kind.NEEDS_OPERATOR,
                        "It was terminated from outside ("
                                + last.getWorkflowExecutionTerminatedEventAttributes()
                                        .getReason() + ")." + LOOK,
                        null);
            case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT ->
                new Outcome(Kind.NEEDS_OPERATOR, "The run's time ended, as set by who started it." + LOOK, null);
            default -> null;
        };
    }

    private static Outcome drained(String phase) {
        Kind kind = DrainPhase.named(phase).map(Outcome::kind).orElse(Kind.UNEXPECTED);
        return new Outcome(
                kind, kind == Kind.UNEXPECTED ? "It ended in the phase \"" + phase + "\"." + LOOK : "", null);
    }

    private static Kind kind(DrainPhase last) {
        return switch (last) {
            case EMPTY -> Kind.MOVED;
            case NOT_EMPTY -> Kind.NEEDS_OPERATOR;
            case CANCELLED -> Kind.CANCELLED;
            case PLANNED -> Kind.PLANNED;
            default -> Kind.UNEXPECTED;
        };
    }

    private static Outcome completed(Payloads result) {
        MigrationReport report = FerryDataConverter.instance()
                .fromPayloads(0, Optional.of(result), MigrationReport.class, MigrationReport.class);
        return new Outcome(report.dryRun() ? Kind.PLANNED : Kind.MOVED, "", report);
    }

    /** Temporal lists every run as cancelled that it was asked to cancel, whatever the run made of it. */
    private static Outcome cancelled(String phase) {
        return phase.equals(Phase.DONE.text())
                ? new Outcome(
                        Kind.MOVED,
                        "Temporal was asked to cancel it past the point of no return, and lists it as cancelled.",
                        null)
                : new Outcome(Kind.UNEXPECTED, "Temporal cancelled it in the phase \"" + phase + "\"." + LOOK, null);
    }

    private static Outcome failed(Failure failure) {
        String type = failure.getApplicationFailureInfo().getType();
        Kind kind = switch (type) {
            case Failures.REFUSED -> Kind.REFUSED;
            case Failures.RETURNED -> Kind.RETURNED;
            case Failures.CANCELLED -> Kind.CANCELLED;
            case Failures.NEEDS_OPERATOR -> Kind.NEEDS_OPERATOR;
            default -> Kind.UNEXPECTED;
        };
        String message = kind == Kind.UNEXPECTED ? FailureText.of(failure) : failure.getMessage();
        return new Outcome(kind, message, null);
    }
}
