package org.ferry.workflows.migrate;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.Port;

/** Looks at the world, changing nothing. */
final class Look {
    private final Steps steps;

    Look(Steps steps) {
        this.steps = steps;
    }

    /** The instance as Nova has it. */
    Instance instance(String id) {
        return steps.look("look up the instance", stubs -> stubs.compute().describeInstance(id));
    }

    /** What APIs and databases say of the instance and the target. */
    Facts.Cloud cloud(Instance instance, String targetHost) {
        String id = instance.id();
        ComputeHost target =
                steps.look("look up " + targetHost, stubs -> stubs.compute().describeHost(targetHost));
        List<MigrationRecord> migrations = steps.look(
                "list Nova's migrations of it", stubs -> stubs.compute().listMigrations(id));
        List<AttachedVolume> volumes =
                steps.look("list its volumes", stubs -> stubs.volumes().list(id));
        List<Port> ports = steps.look("list its ports", stubs -> stubs.network().list(id));
        Map<String, Map<String, Long>> allocations =
                steps.look("read its allocations", stubs -> stubs.placement().describeAllocations(id));
        Capacity sourceCapacity = steps.look(
                "read the capacity of " + instance.host(),
                stubs -> stubs.placement().describeCapacity(instance.hypervisorHostname()));
        Capacity targetCapacity = steps.look(
                "read the capacity of " + targetHost,
                stubs -> stubs.placement().describeCapacity(target.hypervisorHostname()));
        InstanceRow row = steps.look("read its row", stubs -> stubs.database().readInstance(id));
        ComputeNode node = steps.look(
                "read the compute node of " + targetHost,
                stubs -> stubs.database().findComputeNode(targetHost));
        return new Facts.Cloud(
                instance, row, migrations, volumes, ports, allocations, sourceCapacity, target, node, targetCapacity);
    }

    /** What the two hosts have of the instance. */
    Facts hosts(Facts.Cloud cloud) {
        String id = cloud.instance().id();
        HostFacts source = inspect(new InstanceOnHost(id, cloud.instance().host()));
        HostFacts destination = inspect(new InstanceOnHost(id, cloud.target().name()));
        return new Facts(cloud, source, destination);
    }

    private HostFacts inspect(InstanceOnHost instance) {
        return steps.look("inspect " + instance.host(), stubs -> stubs.hosts().inspect(instance));
    }
}
