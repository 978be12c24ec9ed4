package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.NetworkActivities.PortOnHost;
import org.ferry.workflows.activity.NovaMoveState;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.choose.Facts;

/**
 * What Nova's own moves leave behind at times (LP#1960230, LP#1829479, LP#1659062): removed where nothing can need it
 * any more, reported where a person has to look.
 */
final class NovaLeftovers {
    private final Steps steps;
    private final RunState state;
    private final Facts.Cloud cloud;

    NovaLeftovers(Steps steps, RunState state, Facts.Cloud cloud) {
        this.steps = steps;
        this.state = state;
        this.cloud = cloud;
    }

    /** After a move that has ended on this target. */
    void remove(String target, NovaMoveState moved) {
        for (Port port : cloud.ports()) {
            PortOnHost bound = new PortOnHost(port.id(), target);
            List<String> hosts = steps.finishFor(
                    "remove inactive bindings of port " + port.id(),
                    stubs -> stubs.network().dropInactiveBindings(bound));
            hosts.forEach(host ->
                    state.note("removed an inactive binding of port " + port.id() + " that Nova had left on " + host));
        }
        if (!moved.migrationUuid().isEmpty()) {
            boolean held = steps.finishFor(
                    "see that Nova's migration holds nothing in Placement",
                    stubs -> stubs.placement().releaseMigration(moved.migrationUuid()));
            if (held) {
                state.note("removed allocations that Nova's migration " + moved.migrationUuid() + " still held");
            }
        }
        report(target, inspect(target));
        String source = cloud.instance().host();
        HostFacts left = inspect(source);
        report(source, left);
        if (left.domain() != DomainState.ABSENT) {
            state.note("its domain is still defined on " + source + "; nobody must start it there: virsh undefine "
                    + cloud.instance().id());
        }
    }

    /** After a move that failed or was undone: the target may be the reason, so it is not waited for. */
    void removeAfterReturn(String target, boolean hadDirectory) {
        String source = cloud.instance().host();
        try {
            for (Port port : cloud.ports()) {
                PortOnHost bound = new PortOnHost(port.id(), source);
                List<String> hosts = steps.look(
                        "remove inactive bindings of port " + port.id(),
                        stubs -> stubs.network().dropInactiveBindings(bound));
                hosts.forEach(host -> state.note(
                        "removed an inactive binding of port " + port.id() + " that Nova had left on " + host));
            }
            InstanceOnHost there = new InstanceOnHost(cloud.instance().id(), target);
            HostFacts files = steps.look(
                    "see what is left on " + target, stubs -> stubs.hosts().inspect(there));
            report(target, files);
            if (files.directoryExists() && !hadDirectory) {
                state.note("Nova left the instance's directory on " + target
                        + "; make sure that it is not needed and remove it");
            }
        } catch (ActivityFailure failure) {
            state.note("could not look for what Nova has left on " + target + ": " + Failures.reason(failure));
        }
    }

    private HostFacts inspect(String host) {
        InstanceOnHost there = new InstanceOnHost(cloud.instance().id(), host);
        return steps.finishFor(
                "see what is left on " + host, stubs -> stubs.hosts().inspect(there));
    }

    private void report(String host, HostFacts files) {
        files.leftovers().stream()
                .filter(name -> !name.contains(".moved-"))
                .forEach(name -> state.note("Nova left " + files.instancesPath() + "/" + name + " on " + host
                        + "; make sure that it is not needed and remove it"));
    }
}
