package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.ferry.workflows.activity.ServiceActivities.Restoration;
import org.ferry.workflows.activity.Stubs;

/** Disable, order, wait for the choice, put back. */
public final class SteerSchedulerWorkflowImpl implements SteerSchedulerWorkflow {
    /** Longer than a request to Nova may take. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Deque<ComputeService> changed = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private long deadline;

    @Override
    public Steered steer(Order order) {
        String target = Objects.requireNonNull(order.move().target());
        String reason = REASON + order.move().instanceId() + " to " + target + ", run " + ThisRun.shortId();
        Workflow.setCurrentDetails("Forces Nova's scheduler to " + target + " for " + order.workflowId()
                + ": other hosts are disabled until it has chosen, then put back as they were");
        // What to put back is in the history before the first service is touched.
        List<ComputeService> before = withoutStale(
                Stubs.looking("note how every nova-compute is").services().list());
        deadline = Workflow.currentTimeMillis() + order.limit().toMillis();
        String host = "";
        String failed = "";
        try {
            leaveOnly(target, before, reason);
            host = migrate(order);
        } catch (ActivityFailure failure) {
            Failures.rethrowCancellation(failure);
            failed = Failures.reason(failure);
        } finally {
            boolean chosen = !host.isEmpty();
            Steps.uninterrupted(() -> {
                putBack(reason);
                if (!chosen) {
                    putBackWhatCameLate();
                }
            });
        }
        if (!failed.isEmpty()) {
            notes.add(0, failed);
            throw Failures.of(Failures.METHOD_FAILED, String.join("; ", notes));
        }
        return new Steered(host, List.copyOf(notes));
    }

    /** A service that a forced move has left disabled, because it was terminated, is enabled again: ids are single. */
    private List<ComputeService> withoutStale(List<ComputeService> services) {
        List<ComputeService> healed = new ArrayList<>();
        for (ComputeService service : services) {
            String reason = service.disabledReason();
            if (service.enabled() || reason == null || !reason.startsWith(REASON)) {
                healed.add(service);
                continue;
            }
            ComputeService asItWas = new ComputeService(service.host(), service.up(), true, null);
            Stubs.acting("enable " + service.host() + ", which a forced move has left disabled")
                    .services()
                    .restore(new Restoration(asItWas, reason));
            notes.add("nova-compute on " + service.host() + " was enabled: a forced move had left it disabled ("
                    + reason + ")");
            healed.add(asItWas);
        }
        return healed;
    }

    /** All others are disabled for no longer than the limit. */
    private Stubs within(String summary) {
        long left = Math.max(1_000, deadline - Workflow.currentTimeMillis());
        return Stubs.actingWithin(Duration.ofMillis(left), summary);
    }

    private String migrate(Order order) {
        NovaMove anywhere = new NovaMove(
                order.move().instanceId(),
                order.move().source(),
                null,
                order.move().after());
        within("ask Nova to migrate " + order.name()).moves().orderCold(anywhere);
        return within("wait until Nova has chosen a host").moves().awaitChoice(anywhere);
    }

    private void leaveOnly(String target, List<ComputeService> services, String reason) {
        for (ComputeService service : services) {
            boolean isTarget = service.host().equals(target);
            if (isTarget != service.enabled()) {
                changed.push(service);
                if (isTarget) {
                    within("enable " + target).services().enable(target);
                } else {
                    within("disable " + service.host()).services().disable(new Change(service.host(), reason));
                }
            }
        }
        notes.add("nova-compute was disabled on " + changed.size() + " hosts while Nova chose " + target
                + ": new instances found no other host meanwhile");
    }

    /** An order to disable that was given up may still have been on its way to Nova. */
    private void putBackWhatCameLate() {
        Workflow.sleep(LATE);
        withoutStale(Stubs.acting("see that none was disabled late").services().list());
    }

    private void putBack(String reason) {
        while (!changed.isEmpty()) {
            ComputeService service = changed.pop();
            try {
                String left = Stubs.acting("put " + service.host() + " back")
                        .services()
                        .restore(new Restoration(service, reason));
                if (!left.isEmpty()) {
                    notes.add(left);
                }
            } catch (ActivityFailure failure) {
                notes.add("could not put nova-compute on " + service.host() + " back: " + Failures.reason(failure));
            }
        }
    }
}
