package org.ferry.workflows.migrate;

import java.util.List;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
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
        reportFiles(cloud.instance(), target);
        reportFiles(cloud.instance(), cloud.instance().host());
    }

    private void reportFiles(Instance instance, String host) {
        HostFacts files = steps.finishFor(
                "see what is left on " + host, stubs -> stubs.hosts().inspect(new InstanceOnHost(instance.id(), host)));
        files.leftovers().stream()
                .filter(name -> !name.contains(".moved-"))
                .forEach(name -> state.note("Nova left " + files.instancesPath() + "/" + name + " on " + host
                        + "; make sure that it is not needed and remove it"));
    }
}
