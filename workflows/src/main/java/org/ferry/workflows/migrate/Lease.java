package org.ferry.workflows.migrate;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.limits.LimitsWorkflow;
import org.ferry.workflows.limits.Signal;
import org.jspecify.annotations.Nullable;

/** The run's turn among all moves of the cloud: a lease of {@link LimitsWorkflow}. */
final class Lease {
    /** Claims are lost only with a {@link LimitsWorkflow} that somebody has terminated. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);
    /** What was looked at longer ago than this has to be looked at again. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final LimitsWorkflow limits = Workflow.newExternalWorkflowStub(LimitsWorkflow.class, LimitsWorkflow.ID);
    private @Nullable Claim claim;
    private boolean granted;

    /**
     * Takes a lease on a move between two hosts, giving back any other that it has.
     *
     * @param deadline when it is too late to begin, or null
     */
    void take(Instance instance, String target, Method method, @Nullable Instant deadline) {
        var info = Workflow.getInfo();
        // The original run's id stays the same when a person resets the run.
        Claim wanted =
                new Claim(info.getWorkflowId(), info.getOriginalExecutionRunId(), instance.host(), target, method);
        if (!wanted.equals(claim)) {
            release();
            claim = wanted;
            ask(wanted);
            while (!Workflow.await(patience(deadline), () -> granted)) {
                requireBefore(deadline);
                ask(wanted);
            }
        }
        requireBefore(deadline);
    }

    /** Whether what was known at a moment is still good enough to act on. */
    static boolean isFresh(long knownAt) {
        return Workflow.currentTimeMillis() - knownAt < FRESH.toMillis();
    }

    /** Gives it back, or withdraws the claim. */
    void release() {
        Claim given = claim;
        if (given != null) {
            // Where nobody keeps them there is nothing to give back.
            Signal.reaches(() -> limits.release(given));
        }
        claim = null;
        granted = false;
    }

    void granted(Claim given) {
        granted |= given.equals(claim);
    }

    private void ask(Claim wanted) {
        if (!Signal.reaches(() -> limits.claim(wanted))) {
            startKeeping();
            limits.claim(wanted);
        }
    }

    private static void startKeeping() {
        LimitsWorkflow keeper = Workflow.newChildWorkflowStub(
                LimitsWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(LimitsWorkflow.ID)
                        .setStaticSummary("how many moves may go on at once")
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setCancellationType(ChildWorkflowCancellationType.ABANDON)
                        .build());
        // Whoever cancels this move must not end the limits of all.
        Workflow.newDetachedCancellationScope(() -> Async.procedure(keeper::keep, null))
                .run();
        try {
            Workflow.getWorkflowExecution(keeper).get();
        } catch (ChildWorkflowFailure failure) {
            if (!(failure.getCause() instanceof WorkflowExecutionAlreadyStarted)) {
                throw failure;
            }
        }
    }

    private static Duration patience(@Nullable Instant deadline) {
        long left = deadline == null ? Long.MAX_VALUE : deadline.toEpochMilli() - Workflow.currentTimeMillis();
        return Duration.ofMillis(Math.max(1, Math.min(left, ASK_AGAIN.toMillis())));
    }

    private static void requireBefore(@Nullable Instant deadline) {
        if (deadline != null && Workflow.currentTimeMillis() >= deadline.toEpochMilli()) {
            throw Failures.of(Failures.TOO_LATE, "it did not get its turn before " + deadline);
        }
    }
}
