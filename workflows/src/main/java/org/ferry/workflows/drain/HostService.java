package org.ferry.workflows.drain;

import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.ServiceActivities.Change;
import org.ferry.workflows.activity.ServiceActivities.Restoration;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.migrate.SteerSchedulerWorkflow;

/** The nova-compute of the host that is emptied: disabled, so that no new instance comes, and put back where asked. */
final class HostService {
    private final String host;

    HostService(String host) {
        this.host = host;
    }

    /** How it is, as what it has to be put back to: one that a forced move has disabled for a moment was enabled. */
    ComputeService note() {
        Stubs.looking("look up " + host).compute().describeHost(host);
        ComputeService service = find();
        String reason = service.disabledReason();
        return reason != null && reason.startsWith(SteerSchedulerWorkflow.REASON)
                ? new ComputeService(host, service.up(), true, null)
                : service;
    }

    private ComputeService find() {
        return Stubs.looking("note how nova-compute on " + host + " is").services().list().stream()
                .filter(each -> each.host().equals(host))
                .findFirst()
                .orElseThrow(() -> Failures.of(Failures.REFUSED, "Nova knows no nova-compute on " + host));
    }

    void disable() {
        Stubs.acting("disable nova-compute on " + host).services().disable(new Change(host, reason()));
    }

    /** Puts it back; what a person has to know, where there is something. */
    Optional<String> putBack(ComputeService before) {
        String left = Stubs.acting("put nova-compute on " + host + " back")
                .services()
                .restore(new Restoration(before, reason()));
        return left.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private String reason() {
        return DrainHostWorkflow.REASON + host + ", run " + ThisRun.shortId();
    }
}
