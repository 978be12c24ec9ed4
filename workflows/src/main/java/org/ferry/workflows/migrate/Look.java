package org.ferry.workflows.migrate;

import io.temporal.failure.ActivityFailure;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.ComputeNode;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.PlacementActivities.Demand;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.RunActivities.MeasuredRate;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.choose.Facts;

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

    /** What the instance's database row tells. */
    InstanceRow row(Instance instance) {
        return steps.look("read its row", stubs -> stubs.database().readInstance(instance.id()));
    }

    /** What the instance holds. */
    Map<String, Map<String, Long>> allocations(Instance instance) {
        return steps.look("read its allocations", stubs -> stubs.placement().describeAllocations(instance.id()));
    }

    /** All compute hosts. */
    List<ComputeHost> hosts() {
        return steps.look("list the compute hosts", stubs -> stubs.compute().listHosts());
    }

    /** The hypervisors of a cell. */
    List<String> hypervisors(String cell) {
        return steps.look(
                "list the hypervisors of " + cell, stubs -> stubs.database().listHypervisors(cell));
    }

    /** Providers that have room. */
    List<Candidate> candidates(Demand demand) {
        return steps.look(
                "ask Placement for hosts with room", stubs -> stubs.placement().findCandidates(demand));
    }

    /** Where the members of the instance's groups are. */
    List<ServerGroup> groups(Instance instance) {
        return instance.serverGroups().isEmpty()
                ? List.of()
                : steps.look(
                        "look up its server groups",
                        stubs -> stubs.compute().describeServerGroups(instance.serverGroups()));
    }

    /** Other migrations of Ferry's that go on. */
    List<RunInFlight> inFlight(Instance instance) {
        List<RunInFlight> all =
                steps.look("list the moves in flight", stubs -> stubs.runs().listInFlight());
        return all.stream()
                .filter(run -> !run.instanceId().equals(instance.id()))
                .toList();
    }

    /** How fast former moves were; nothing where that can't be told, for it only colours an estimate. */
    Map<String, MeasuredRate> rates() {
        try {
            return measuredRates();
        } catch (ActivityFailure unknown) {
            return Map.of();
        }
    }

    private Map<String, MeasuredRate> measuredRates() {
        return steps.look(
                "look up the rates of former moves", stubs -> stubs.runs().measureRates());
    }

    /** What APIs and databases say of the instance and the target. */
    Facts.Cloud cloud(
            Instance instance,
            InstanceRow row,
            Map<String, Map<String, Long>> allocations,
            List<ServerGroup> groups,
            List<RunInFlight> inFlight,
            String targetHost) {
        String id = instance.id();
        ComputeHost source = host(instance.host());
        ComputeHost target = host(targetHost);
        List<MigrationRecord> migrations = steps.look(
                "list Nova's migrations of it", stubs -> stubs.compute().listMigrations(id));
        List<AttachedVolume> volumes =
                steps.look("list its volumes", stubs -> stubs.volumes().list(id));
        List<Port> ports = steps.look("list its ports", stubs -> stubs.network().list(id));
        Capacity sourceCapacity = capacity(source);
        Capacity targetCapacity = capacity(target);
        ComputeNode node = steps.look(
                "read the compute node of " + targetHost,
                stubs -> stubs.database().findComputeNode(targetHost));
        String apiVersion = steps.look(
                "ask for Nova's API version", stubs -> stubs.compute().apiVersion());
        return new Facts.Cloud(
                instance,
                row,
                migrations,
                volumes,
                ports,
                allocations,
                sourceCapacity,
                target,
                node,
                targetCapacity,
                source,
                groups,
                inFlight,
                apiVersion);
    }

    /** What the two hosts have of the instance. */
    Facts hosts(Facts.Cloud cloud) {
        String id = cloud.instance().id();
        HostFacts source = inspect(new InstanceOnHost(id, cloud.instance().host()));
        HostFacts destination = inspect(new InstanceOnHost(id, cloud.target().name()));
        return new Facts(cloud, source, destination);
    }

    private ComputeHost host(String name) {
        return steps.look("look up " + name, stubs -> stubs.compute().describeHost(name));
    }

    private Capacity capacity(ComputeHost host) {
        return steps.look(
                "read the capacity of " + host.name(),
                stubs -> stubs.placement().describeCapacity(host.hypervisorHostname()));
    }

    private HostFacts inspect(InstanceOnHost instance) {
        return steps.look("inspect " + instance.host(), stubs -> stubs.hosts().inspect(instance));
    }
}
