package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.ServerGroup;
import org.openstack4j.model.compute.Action;

/** {@link ComputeActivities} by Nova's API. Stateless, thread-safe. */
public final class NovaComputeActivities implements ComputeActivities {
    private static final String LOCKED_REASON = "2.73";

    /** Metadata of an instance: those with a higher number leave a host first. */
    private static final String PRIORITY = "ferry:priority";

    private final ApiClient api;
    private final NovaServers servers;
    private final NovaHosts hosts;
    private final NovaMigrations migrations;
    private final NovaServerGroups groups;
    private final NovaPower power;
    private final GuestProofs proofs;

    /** Activities that use the client. */
    public NovaComputeActivities(ApiClient api) {
        this(api, Poll.ORDINARY);
    }

    NovaComputeActivities(ApiClient api, Poll poll) {
        this.api = api;
        this.servers = new NovaServers(api);
        this.hosts = new NovaHosts(api);
        this.migrations = new NovaMigrations(api);
        this.groups = new NovaServerGroups(api, servers, migrations);
        this.power = new NovaPower(api, servers, poll);
        this.proofs = new GuestProofs(api, poll);
    }

    @Override
    public Instance describeInstance(String instanceId) {
        return servers.find(instanceId)
                .orElseThrow(() -> Failures.of(Failures.REFUSED, "Nova knows no instance " + instanceId));
    }

    @Override
    public List<Found> findInstances(String name) {
        return servers.named(name);
    }

    @Override
    public ComputeHost describeHost(String host) {
        return hosts.describe(host);
    }

    @Override
    public List<ComputeHost> listHosts() {
        return hosts.list();
    }

    @Override
    public List<ServerGroup> describeServerGroups(List<String> ids) {
        return ids.stream().flatMap(id -> groups.find(id).stream()).toList();
    }

    @Override
    public List<Instance> listInstances(String host) {
        return servers.on(host);
    }

    @Override
    public List<InstanceSummary> summarizeInstances(String host) {
        return servers.on(host).stream().map(NovaComputeActivities::summary).toList();
    }

    private static InstanceSummary summary(Instance instance) {
        Flavor flavor = instance.flavor();
        int rootGiB = instance.bootedFromVolume() ? 0 : flavor.rootGiB();
        return new InstanceSummary(
                instance.id(),
                instance.name(),
                instance.metadata().get(PRIORITY),
                flavor.vcpus(),
                flavor.memoryMiB(),
                // As Nova counts it: nova/scheduler/utils.py resources_from_flavor, 26.0.
                rootGiB + flavor.ephemeralGiB() + (flavor.swapMiB() + 1023) / 1024,
                List.of());
    }

    @Override
    public String apiVersion() {
        return api.newest(Service.COMPUTE).toString();
    }

    @Override
    public void requireUp(String host) {
        if (!hosts.isUp(host)) {
            throw Failures.of(Failures.TARGET_LOST, "nova-compute on " + host + " is down, as Nova sees it");
        }
    }

    @Override
    public List<MigrationRecord> listMigrations(String instanceId) {
        return migrations.list(instanceId);
    }

    @Override
    public boolean lock(Lock lock) {
        if (!api.supports(
                Service.COMPUTE, LOCKED_REASON, "instances are not locked, since it can't say whose a lock is")) {
            return false;
        }
        Instance instance = servers.require(lock.instanceId());
        if (instance.locked()) {
            return lock.reason().equals(instance.lockedReason());
        }
        JsonNode order = Json.object().set("lock", Json.object().put("locked_reason", lock.reason()));
        api.post(Service.COMPUTE, path("/servers/%s/action", instance.id()), LOCKED_REASON, order);
        return true;
    }

    @Override
    public void unlock(Lock lock) {
        Optional<Instance> instance = servers.find(lock.instanceId());
        boolean ours = instance.filter(Instance::locked)
                .filter(locked -> lock.reason().equals(locked.lockedReason()))
                .isPresent();
        if (ours) {
            api.session().call(os -> os.compute().servers().action(lock.instanceId(), Action.UNLOCK));
        }
    }

    @Override
    public void stop(InstanceOnHost instance) {
        power.stop(instance);
    }

    @Override
    public void start(InstanceOnHost instance) {
        power.start(instance);
    }

    @Override
    public void requireState(ExpectedState expected) {
        Instance instance = servers.require(expected.instanceId());
        boolean asExpected = instance.host().equals(expected.host())
                && instance.vmState().equals(expected.vmState())
                && instance.taskState() == null;
        if (!asExpected) {
            throw new NotYetException("Nova has instance " + instance.id() + " on " + instance.host() + ", "
                    + instance.vmState() + ", task " + instance.taskState() + "; it should be " + expected.vmState()
                    + " on " + expected.host() + " without a task");
        }
    }

    @Override
    public void requireElsewhere(InstanceOnHost instance) {
        if (servers.find(instance.instanceId())
                .filter(found -> found.host().equals(instance.host()))
                .isPresent()) {
            throw Failures.of(
                    Failures.WORLD_CHANGED,
                    "Nova has instance " + instance.instanceId() + " on " + instance.host()
                            + ": its files there are left alone");
        }
    }

    @Override
    public String proveConsole(String instanceId) {
        return proofs.console(instanceId);
    }

    @Override
    public String proveSignOfLife(Instance instance) {
        return proofs.signOfLife(instance);
    }
}
