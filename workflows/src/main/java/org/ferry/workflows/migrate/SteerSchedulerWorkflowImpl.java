package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.NovaMove;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.ferry.workflows.activity.ServiceActivities.Restoration;

/** Disable, order, wait for the choice, put back. */
public final class SteerSchedulerWorkflowImpl implements SteerSchedulerWorkflow {
    private final Deque<ComputeService> changed = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();

    @Override
    public Steered steer(Order order) {
        String target = Objects.requireNonNull(order.move().target());
        String reason = "Ferry moves " + order.move().instanceId() + " to " + target + ", run " + RunState.shortId();
        Workflow.setCurrentDetails("Forces Nova's scheduler to " + target + " for " + order.workflowId()
                + ": other hosts are disabled until it has chosen, then put back as they were");
        // What to put back is in the history before the first service is touched.
        List<ComputeService> before =
                Stubs.looking("note how every nova-compute is").services().list();
        String host = "";
        String failed = "";
        try {
            leaveOnly(target, before, reason);
            host = migrate(order);
        } catch (ActivityFailure failure) {
            failed = Failures.reason(failure);
        } finally {
            Steps.uninterrupted(() -> putBack(reason));
        }
        if (!failed.isEmpty()) {
            notes.add(0, failed);
            throw Failures.of(Failures.METHOD_FAILED, String.join("; ", notes));
        }
        return new Steered(host, List.copyOf(notes));
    }

    private static String migrate(Order order) {
        NovaMove anywhere = new NovaMove(
                order.move().instanceId(),
                order.move().source(),
                null,
                order.move().after());
        Stubs.acting("ask Nova to migrate " + order.name()).moves().orderCold(anywhere);
        return Stubs.actingWithin(order.limit(), "wait until Nova has chosen a host")
                .moves()
                .awaitChoice(anywhere);
    }

    private void leaveOnly(String target, List<ComputeService> services, String reason) {
        for (ComputeService service : services) {
            boolean isTarget = service.host().equals(target);
            if (isTarget != service.enabled()) {
                changed.push(service);
                if (isTarget) {
                    Stubs.acting("enable " + target).services().enable(target);
                } else {
                    Stubs.acting("disable " + service.host()).services().disable(new Change(service.host(), reason));
                }
            }
        }
        notes.add("nova-compute was disabled on " + changed.size() + " hosts while Nova chose " + target
                + ": new instances found no other host meanwhile");
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
