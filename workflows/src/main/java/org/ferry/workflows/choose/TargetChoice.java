package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;
import org.jspecify.annotations.Nullable;

/**
 * Which host an instance goes to when nobody names one: of those that may take it, the one that breaks no wish of its
 * soft groups, then the one with the most free memory (in GiB), then the one with the fewest moves in flight to it.
 */
public final class TargetChoice {
    private TargetChoice() {}

    /**
     * Everything that the choice looks at.
     *
     * @param hosts all compute hosts
     * @param hypervisors host names of the hypervisors of the instance's cell
     * @param candidates providers that Placement offers for what the instance holds
     * @param memoryMiB what it needs of memory
     */
    public record Field(
            Instance instance,
            List<ComputeHost> hosts,
            List<String> hypervisors,
            List<Candidate> candidates,
            List<ServerGroup> groups,
            List<RunInFlight> inFlight,
            long memoryMiB) {}

    /** All hosts but the instance's own, the best first, those that may not take it last, with the reasons. */
    public static List<Plan.Target> rank(Field field, Wishes wishes) {
        Map<String, Capacity> offered = new HashMap<>();
        field.candidates().forEach(candidate -> offered.put(candidate.name(), candidate.capacity()));
        Map<String, Integer> broken = new HashMap<>();
        List<Plan.Target> targets = new ArrayList<>();
        for (ComputeHost host : field.hosts()) {
            if (!host.name().equals(field.instance().host())) {
                targets.add(target(host, offered.get(host.hypervisorHostname()), field, wishes));
                broken.put(
                        host.name(),
                        TargetRules.brokenWishes(field.instance(), host.name(), field.groups(), field.inFlight()));
            }
        }
        targets.sort(Comparator.comparing((Plan.Target target) -> !target.possible())
                .thenComparing(target -> broken.get(target.host()))
                .thenComparing(Comparator.comparingLong((Plan.Target target) -> target.freeMemoryMiB() >> 10)
                        .reversed())
                .thenComparing(Plan.Target::moves)
                .thenComparing(Plan.Target::host));
        return targets;
    }

    private static Plan.Target target(ComputeHost host, @Nullable Capacity capacity, Field field, Wishes wishes) {
        List<String> reasons = new ArrayList<>(TargetRules.ofHost(field.instance(), host));
        if (!field.hypervisors().contains(host.hypervisorHostname())) {
            reasons.add(host.name() + " is in another cell");
        }
        if (!host.enabled() && !wishes.allowDisabledTarget()) {
            reasons.add(TargetRules.disabled(host));
        }
        if (capacity == null) {
            reasons.add("Placement does not offer " + host.name() + ": no room, or a trait is missing");
        } else {
            reasons.addAll(TargetRules.ofOvercommit(host.name(), capacity, field.memoryMiB(), wishes));
        }
        reasons.addAll(TargetRules.ofGroups(field.instance(), host.name(), field.groups(), field.inFlight()));
        Capacity.Inventory memory =
                capacity == null ? null : capacity.inventories().get("MEMORY_MB");
        int moves = (int) field.inFlight().stream()
                .filter(run -> run.target().equals(host.name()))
                .count();
        return new Plan.Target(host.name(), reasons.isEmpty(), reasons, memory == null ? 0 : memory.free(), moves);
    }
}
