package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.CpuModel;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.MigrationRecord;

/** What speaks against a move whichever way it is made, as far as APIs and databases tell. */
final class CommonRules {
    /** Migration records that are over (nova/objects/migration.py and nova/compute/manager.py, 26.0). */
    private static final Set<String> ENDED =
            Set.of("done", "completed", "confirmed", "reverted", "failed", "error", "cancelled");
    /** Evacuations that the former host acts on at its next start (manager.py _destroy_evacuated_instances, 26.0). */
    private static final Set<String> ACTED_ON_AT_START = Set.of("accepted", "pre-migrating", "done");

    /**
     * What only a compute host's own provider has. The rest may be held of providers below it: VGPU (driver.py
     * _update_provider_tree_for_vgpu, 19.0), bandwidth (Neutron's agents), accelerators (Cyborg).
     */
    static final Set<String> OF_HOSTS = Set.of("VCPU", "PCPU", "MEMORY_MB");

    private CommonRules() {}

    /** Reasons that the instance itself tells; with one, there is nothing else to look at. */
    static List<String> ofInstance(Instance instance) {
        return instance.host().isEmpty()
                ? List.of("it is " + instance.status() + " (" + instance.vmState()
                        + ") and on no host; only running and shut off instances can be moved")
                : List.of();
    }

    /** Reasons that APIs and databases tell. */
    static List<String> reasons(Wishes wishes, Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>(ofState(cloud));
        String target = cloud.target().name();
        if (target.equals(instance.host())) {
            reasons.add("it is on " + target + " already");
            return reasons;
        }
        reasons.addAll(TargetRules.ofHost(instance, cloud.target()));
        reasons.addAll(ofArchitecture(cloud));
        reasons.addAll(ofCell(cloud));
        reasons.addAll(ofEvacuations(cloud));
        reasons.addAll(ofPlacement(cloud));
        reasons.addAll(ofTraits(cloud));
        long memory = cloud.held().getOrDefault("MEMORY_MB", 0L);
        reasons.addAll(TargetRules.ofOvercommit(target, cloud.targetCapacity(), memory, wishes));
        reasons.addAll(TargetRules.ofGroups(instance, target, cloud.groups(), cloud.inFlight()));
        return reasons;
    }

    private static List<String> ofState(Facts.Cloud cloud) {
        Instance instance = cloud.instance();
        List<String> reasons = new ArrayList<>();
        if (instance.taskState() != null) {
            reasons.add("Nova is busy with it: task " + instance.taskState() + "; wait for its end");
        }
        if (!cloud.row().host().equals(instance.host())) {
            reasons.add("the database has it on " + cloud.row().host() + ", the API on " + instance.host());
        }
        for (MigrationRecord record : cloud.migrations()) {
            if (!ENDED.contains(record.status())) {
                reasons.add("Nova has a " + record.type() + " of it from " + record.sourceHost() + " going on ("
                        + record.status() + ")");
            }
        }
        return reasons;
    }

    /** Nova looks at it only where the image names one (nova/scheduler/filters/image_props_filter.py, 26.0). */
    private static List<String> ofArchitecture(Facts.Cloud cloud) {
        CpuModel here = cloud.source().cpu();
        CpuModel there = cloud.target().cpu();
        return here == null || there == null || here.arch().equals(there.arch())
                ? List.of()
                : List.of(
                        cloud.target().name() + " has another architecture: " + there.arch() + ", not " + here.arch());
    }

    private static List<String> ofCell(Facts.Cloud cloud) {
        String there = cloud.targetNode().cell();
        String here = cloud.row().cell();
        return there.equals(here)
                ? List.of()
                : List.of(cloud.target().name() + " is in cell " + there + ", the instance in cell " + here);
    }

    private static List<String> ofEvacuations(Facts.Cloud cloud) {
        String target = cloud.target().name();
        return cloud.migrations().stream()
                .filter(record -> record.type().equals("evacuation")
                        && record.sourceHost().equals(target)
                        && ACTED_ON_AT_START.contains(record.status()))
                .findFirst()
                .map(record -> "it was evacuated from " + target + " (" + record.status() + "): nova-compute there "
                        + "would destroy it and its disks at its next start; restart nova-compute on " + target
                        + " and let the record become completed first")
                .stream()
                .toList();
    }

    /** The scheduler asks Placement for them (nova/scheduler/request_filter.py and utils.py, 26.0); a move by hand asks nobody. */
    private static List<String> ofTraits(Facts.Cloud cloud) {
        Map<String, String> flavor = cloud.instance().flavor().extraSpecs();
        Map<String, String> image = cloud.row().imageProperties();
        Set<String> there = cloud.targetCapacity().traits();
        List<String> reasons = new ArrayList<>();
        for (String trait : Traits.marked("required", flavor, image)) {
            if (!there.contains(trait)) {
                reasons.add("its flavor or image requires the trait " + trait + ", which "
                        + cloud.target().name() + " lacks");
            }
        }
        for (String trait : Traits.marked("forbidden", flavor, image)) {
            if (there.contains(trait)) {
                reasons.add("its flavor or image forbids the trait " + trait + ", which "
                        + cloud.target().name() + " has");
            }
        }
        return reasons;
    }

    private static List<String> ofPlacement(Facts.Cloud cloud) {
        if (cloud.held().isEmpty() || !Collections.disjoint(cloud.heldElsewhere(), OF_HOSTS)) {
            return List.of("Placement charges it to "
                    + new TreeSet<>(cloud.allocations().keySet()) + ", not to "
                    + cloud.instance().host() + " (" + cloud.sourceCapacity().providerId()
                    + ") alone; heal it first: nova-manage placement heal_allocations --instance "
                    + cloud.instance().id());
        }
        List<String> reasons = new ArrayList<>();
        for (Map.Entry<String, Long> need : new TreeMap<>(cloud.held()).entrySet()) {
            Capacity.Inventory there = cloud.targetCapacity().inventories().get(need.getKey());
            long free = there == null ? 0 : there.free();
            if (free < need.getValue()) {
                reasons.add("it needs " + need.getValue() + " " + need.getKey() + ", "
                        + cloud.target().name() + " has " + free + " to give");
            }
        }
        return reasons;
    }
}
