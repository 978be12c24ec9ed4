package org.ferry.workflows.limits;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.ferry.workflows.activity.Stubs;
import org.jspecify.annotations.Nullable;

/** Wait for claims, give what is due, and take back what runs hold that have ended without a word. */
public final class LimitsWorkflowImpl implements LimitsWorkflow {
    /** How soon a lease is missed whose run was terminated. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Deque<Claim> again = new ArrayDeque<>();
    private Leases leases;
    private long nextLook;

    /** Claims may come before {@link #keep} begins. */
    @WorkflowInit
    public LimitsWorkflowImpl(@Nullable Leases before) {
        leases = before == null ? Leases.NONE : before;
    }

    @Override
    public void keep(@Nullable Leases before) {
        while (!Workflow.getInfo().isContinueAsNewSuggested()) {
            show();
            awaitWork();
            if (!leases.waiting().isEmpty() && Workflow.currentTimeMillis() >= nextLook) {
                takeBackWhatEndedRunsHold();
                nextLook = Workflow.currentTimeMillis() + LOOK.toMillis();
            }
            leases.due().forEach(this::grant);
            while (!again.isEmpty()) {
                tell(again.pop());
            }
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        Workflow.continueAsNew(leases);
    }

    @Override
    public void claim(Claim claim) {
        if (leases.held().contains(claim)) {
            again.add(claim);
        }
        leases = leases.with(claim);
    }

    @Override
    public void release(Claim claim) {
        leases = leases.without(claim);
    }

    @Override
    public Limits change(@Nullable JsonNode changes) {
        leases = leases.under(leases.limits().changed(changes));
        return leases.limits();
    }

    @Override
    public void checkChange(@Nullable JsonNode changes) {
        try {
            leases.limits().changed(changes);
        } catch (ApplicationFailure refused) {
            // Of a failure of Temporal's own kind the caller would not see the text.
            throw new IllegalArgumentException(refused.getOriginalMessage(), refused);
        }
    }

    @Override
    public Leases leases() {
        return leases;
    }

    /** Waits for work, and while others wait no longer than until it is time to look after those that hold leases. */
    private void awaitWork() {
        if (leases.waiting().isEmpty()) {
            Workflow.await(() -> hasWork() || !leases.waiting().isEmpty());
            nextLook = Workflow.currentTimeMillis() + LOOK.toMillis();
        }
        long left = nextLook - Workflow.currentTimeMillis();
        if (left > 0) {
            Workflow.await(Duration.ofMillis(left), this::hasWork);
        }
    }

    private boolean hasWork() {
        return !again.isEmpty() || !leases.due().isEmpty();
    }

    private void grant(Claim claim) {
        if (!leases.due().contains(claim)) {
            // Withdrawn, or no longer due, while another was told.
            return;
        }
        leases = leases.granting(claim);
        tell(claim);
    }

    private void tell(Claim claim) {
        var run = Workflow.newUntypedExternalWorkflowStub(claim.workflowId());
        if (!Signal.reaches(() -> run.signal(GRANTED, claim))) {
            leases = leases.without(claim);
        }
    }

    private void takeBackWhatEndedRunsHold() {
        List<Claim> claims =
                Stream.concat(leases.held().stream(), leases.waiting().stream()).toList();
        List<String> ids = claims.stream().map(Claim::workflowId).toList();
        try {
            List<String> ended =
                    Stubs.looking("look whether the moves go on").runs().listEnded(ids);
            claims.stream().filter(claim -> ended.contains(claim.workflowId())).forEach(this::release);
        } catch (ActivityFailure unknown) {
            // Looked at again in a minute.
            return;
        }
    }

    private void show() {
        Workflow.setCurrentDetails(
                leases.held().size() + " moves go on, " + leases.waiting().size() + " wait; " + leases.limits());
    }
}
