package org.ferry.workflows.migrate;

import io.temporal.workflow.Functions.Proc1;
import java.util.function.BiConsumer;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.ComputeActivities.ExpectedState;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities.ExpectedDomain;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.NetworkActivities.PortOnHost;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.activity.VolumeActivities.Attachment;
import org.ferry.workflows.choose.Facts;

/** Proves that an instance is on its target and nowhere else, and that it works there. The same for every method. */
final class Proof {
    private final Facts.Cloud cloud;
    private final String target;
    private final String vmState;

    /** For an instance that Nova must have on the target in this state. */
    Proof(Facts.Cloud cloud, String target, String vmState) {
        this.cloud = cloud;
        this.target = target;
        this.vmState = vmState;
    }

    /** Runs each look as a step by the given way of running one. */
    void by(BiConsumer<String, Proc1<Stubs>> step) {
        Instance instance = cloud.instance();
        boolean off = instance.vmState().equals("stopped");
        InstanceOnHost there = new InstanceOnHost(instance.id(), target);
        InstanceOnHost left = new InstanceOnHost(instance.id(), instance.host());
        ExpectedDomain domain = new ExpectedDomain(there, off ? DomainState.SHUT_OFF : DomainState.ACTIVE);
        ExpectedState state = new ExpectedState(instance.id(), target, vmState);
        step.accept("prove: domain on " + target, stubs -> stubs.hosts().requireDomain(domain));
        step.accept(
                "prove: none running on " + left.host(), stubs -> stubs.hosts().requireShutOff(left));
        step.accept("prove: Nova has it on " + target, stubs -> stubs.compute().requireState(state));
        for (AttachedVolume volume : cloud.volumes()) {
            Attachment attachment = new Attachment(instance.id(), volume);
            step.accept(
                    "prove: volume " + volume.volumeId() + " is attached",
                    stubs -> stubs.volumes().requireAttached(attachment));
        }
        if (instance.isRunning()) {
            for (Port port : cloud.ports()) {
                PortOnHost bound = new PortOnHost(port.id(), target);
                step.accept(
                        "prove: port " + port.id() + " is active",
                        stubs -> stubs.network().requireActive(bound));
            }
            step.accept("prove: its console opens", stubs -> stubs.compute().proveConsole(instance.id()));
            step.accept(
                    "prove: the guest's sign of life", stubs -> stubs.compute().proveSignOfLife(instance));
        }
    }
}
