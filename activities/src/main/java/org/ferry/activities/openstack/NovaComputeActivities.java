package org.ferry.activities.openstack;

import static org.ferry.activities.openstack.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.MigrationRecord;
import org.openstack4j.model.compute.Action;

/** {@link ComputeActivities} by Nova's API. Stateless, thread-safe. */
public final class NovaComputeActivities implements ComputeActivities {
    /** Tells a migration's type since 2.23 and takes the filter by instance since 2.59; before, it was ignored or taken. */
    private static final String MIGRATIONS = "2.59";

    private static final String LOCKED_REASON = "2.73";

    private final ApiClient api;
    private final NovaServers servers;
    private final NovaHosts hosts;
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
    public void requireUp(String host) {
        if (!hosts.isUp(host)) {
            throw Failures.of(Failures.TARGET_LOST, "nova-compute on " + host + " is down, as Nova sees it");
        }
    }

    @Override
    public List<MigrationRecord> listMigrations(String instanceId) {
        String query = path("/os-migrations?instance_uuid=%s", instanceId);
        return api.list(Service.COMPUTE, query, MIGRATIONS, "migrations").stream()
                .filter(migration -> Json.text(migration, "instance_uuid").equals(instanceId))
                .sorted(Comparator.comparing((JsonNode migration) -> Json.text(migration, "created_at"))
                        .reversed())
                .map(migration -> new MigrationRecord(
                        Json.text(migration, "migration_type"),
                        Json.text(migration, "status"),
                        Json.text(migration, "source_compute"),
                        Json.text(migration, "dest_compute")))
                .toList();
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
    public String proveConsole(String instanceId) {
        return proofs.console(instanceId);
    }

    @Override
    public String proveSignOfLife(Instance instance) {
        return proofs.signOfLife(instance);
    }
}
