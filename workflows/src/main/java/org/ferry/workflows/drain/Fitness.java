package org.ferry.workflows.drain;

import io.temporal.failure.ActivityFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.Stubs;
import org.jspecify.annotations.Nullable;

/** Whether a host may take instances again. */
final class Fitness {
    private final RefillRequest request;

    Fitness(RefillRequest request) {
        this.request = request;
    }

    /** What speaks against it, each a sentence. */
    List<String> problems() {
        String host = request.host();
        ComputeHost described = Stubs.looking("look up " + host).compute().describeHost(host);
        List<String> problems = new ArrayList<>();
        if (!described.up()) {
            problems.add("nova-compute on " + host + " is down");
        }
        String reason = described.disabledReason();
        if (!described.enabled() && !isOurs(reason) && !request.enableAnyway()) {
            problems.add("nova-compute on " + host + " is disabled by somebody else (" + reason
                    + "); enable it all the same with \"enableAnyway\": true");
        }
        Stubs.looking("look for dead agents on " + host)
                .network()
                .listDeadAgents(host)
                .forEach(agent -> problems.add("the " + agent + " on " + host + " is dead"));
        leftovers()
                .forEach(domain -> problems.add(
                        "libvirt on " + host + " has the domain " + domain + ", which Nova does not have there"));
        return problems;
    }

    private static boolean isOurs(@Nullable String reason) {
        return reason != null && reason.startsWith(DrainHostWorkflow.REASON);
    }

    private List<String> leftovers() {
        String host = request.host();
        Set<String> known = Stubs.looking("list the instances on " + host).compute().summarizeInstances(host).stream()
                .map(InstanceSummary::id)
                .collect(Collectors.toSet());
        try {
            return Stubs.looking("list the domains on " + host).hosts().measure(host).domains().stream()
                    .filter(domain -> !known.contains(domain))
                    .toList();
        } catch (ActivityFailure unreachable) {
            throw Failures.of(
                    Failures.REFUSED, host + " could not be asked for its domains: " + Failures.reason(unreachable));
        }
    }
}
