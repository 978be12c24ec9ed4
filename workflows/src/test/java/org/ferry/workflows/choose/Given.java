package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.Flavor;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.MigrationRecord;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;
import org.jspecify.annotations.Nullable;

/**
 * Facts to decide on, changed step by step. To begin with: a running guest on compute-1 with a local disk of 4 MiB on a
 * base image of 40 MiB, a volume, a port and no config drive; compute-2 empty and named as target; Zed.
 */
final class Given extends GivenHosts {
    static final String OTHER = "0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0002";

    private static final Map<String, String> STATUS = Map.of(
            "active",
            "ACTIVE",
            "stopped",
            "SHUTOFF",
            "rescued",
            "RESCUE",
            "resized",
            "VERIFY_RESIZE",
            "building",
            "BUILD");

    private String vmState = "active";
    private @Nullable String task;
    private boolean locked;
    private String host = "compute-1";
    private boolean numaTopology;
    private boolean pciRequests;
    private String rowHost = "compute-1";
    private final Map<String, String> flavor = new HashMap<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, String> image = new HashMap<>();
    private final List<AttachedVolume> volumes = new ArrayList<>(List.of(Samples.VOLUME));
    private final List<Port> ports = new ArrayList<>(List.of(Samples.PORT));
    private final List<MigrationRecord> migrations = new ArrayList<>();
    private final List<ServerGroup> groups = new ArrayList<>();
    private final List<RunInFlight> inFlight = new ArrayList<>();
    private final Map<String, Map<String, Long>> allocations = new HashMap<>(Samples.allocations());
    private String api = "2.93";

    @Override
    Given self() {
        return this;
    }

    Given vmState(String state) {
        vmState = state;
        return this;
    }

    Given stopped() {
        return vmState("stopped");
    }

    Given task(String state) {
        task = state;
        return this;
    }

    Given locked() {
        locked = true;
        return this;
    }

    Given onNoHost() {
        host = "";
        return this;
    }

    Given flavor(String key, String value) {
        flavor.put(key, value);
        return this;
    }

    Given image(String key, String value) {
        image.put(key, value);
        return this;
    }

    Given policy(String value) {
        metadata.put("ferry:policy", value);
        return this;
    }

    Given noVolumes() {
        volumes.clear();
        return this;
    }

    Given port(String vnicType) {
        ports.add(new Port("port-2", "compute-1", "ACTIVE", vnicType, "hw_veb", "fa:16:3e:00:00:02", List.of()));
        return this;
    }

    /** A port that Neutron has on this host, in this state. */
    Given portBoundTo(String host, String vifType) {
        ports.add(new Port("port-3", host, "DOWN", "normal", vifType, "fa:16:3e:00:00:03", List.of()));
        return this;
    }

    Given numaTopology() {
        numaTopology = true;
        return this;
    }

    Given pciRequests() {
        pciRequests = true;
        return this;
    }

    Given rowOn(String other) {
        rowHost = other;
        return this;
    }

    Given migration(String type, String status, String from, String to) {
        migrations.add(new MigrationRecord(type, status, from, to, 7, ""));
        return this;
    }

    Given allocation(String provider, String resourceClass, long amount) {
        allocations.put(provider, Map.of(resourceClass, amount));
        return this;
    }

    Given noAllocation() {
        allocations.clear();
        return this;
    }

    Given group(String policy, int maxPerHost, ServerGroup.Member... others) {
        List<ServerGroup.Member> members = new ArrayList<>(Arrays.asList(others));
        members.add(new ServerGroup.Member(Samples.ID, "compute-1", ""));
        groups.add(new ServerGroup("group-" + groups.size(), "web", policy, maxPerHost, members));
        return this;
    }

    static ServerGroup.Member other(String on, String movingTo) {
        return new ServerGroup.Member(OTHER, on, movingTo);
    }

    Given inFlight(String instance, String from, String to) {
        inFlight.add(new RunInFlight(instance, from, to));
        return this;
    }

    Given api(String version) {
        api = version;
        return this;
    }

    Instance instance() {
        return new Instance(
                Samples.ID,
                "web-1",
                host,
                host.isEmpty() ? "" : host + ".example",
                "instance-0000002a",
                "project",
                "nova",
                STATUS.getOrDefault(vmState, vmState.toUpperCase(Locale.ROOT)),
                vmState,
                task,
                locked,
                null,
                bootedFromVolume,
                new Flavor("lab.tiny", 1, 256, 1, 0, 0, Map.copyOf(flavor)),
                List.of("10.78.0.60"),
                Map.copyOf(metadata),
                configDrive,
                groups.stream().map(ServerGroup::id).toList());
    }

    Facts facts() {
        return new Facts(cloud(), sourceFacts(vmState.equals("stopped")), targetFacts());
    }

    Plan plan() {
        return Decision.plan(wishes(), facts(), List.of(), rates());
    }

    Plan sketch() {
        return Decision.sketch(wishes(), cloud(), List.of());
    }

    Estimate estimate(Method of) {
        return Estimate.of(of, facts(), rates());
    }

    private Facts.Cloud cloud() {
        return new Facts.Cloud(
                instance(),
                new InstanceRow(
                        "cell1",
                        rowHost,
                        rowHost + ".example",
                        vmState,
                        task,
                        numaTopology,
                        pciRequests,
                        null,
                        Map.copyOf(image)),
                List.copyOf(migrations),
                List.copyOf(volumes),
                List.copyOf(ports),
                Map.copyOf(allocations),
                sourceCapacity(),
                targetHost(),
                targetNode(),
                targetCapacity(),
                sourceHost(),
                List.copyOf(groups),
                List.copyOf(inFlight),
                api);
    }
}
