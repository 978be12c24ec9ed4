package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;

/** What speaks against a host as target of an instance, whichever way it would be moved. */
final class TargetRules {
    private TargetRules() {}

    /** That it is disabled, and what for. */
    static String disabled(ComputeHost host) {
        String reason = host.disabledReason();
        return "nova-compute on " + host.name() + " is disabled"
                + (reason == null || reason.isEmpty() ? "" : " (" + reason + ")");
    }

    /** The host's own state. */
    static List<String> ofHost(Instance instance, ComputeHost host) {
        List<String> reasons = new ArrayList<>();
        if (!host.up()) {
            reasons.add("nova-compute on " + host.name() + " is down");
        }
        if (!host.availabilityZone().equals(instance.availabilityZone())) {
            reasons.add(host.name() + " is in availability zone " + host.availabilityZone() + ", the instance in "
                    + instance.availabilityZone());
        }
        reasons.addAll(AggregateRules.reasons(instance, host));
        return reasons;
    }

    /**
     * The hard rules of its server groups, moves in flight counted as made (nova/scheduler/filters/affinity_filter.py,
     * 26.0; LP#1821755: a move may break them while no filter looks).
     */
    static List<String> ofGroups(Instance instance, String host, List<ServerGroup> groups, List<RunInFlight> inFlight) {
        List<String> reasons = new ArrayList<>();
        for (ServerGroup group : groups) {
            List<String> there = membersAt(host, instance, group, inFlight);
            List<ServerGroup.Member> elsewhere = group.members().stream()
                    .filter(member -> !member.instanceId().equals(instance.id())
                            && !member.host().isEmpty()
                            && !there.contains(member.instanceId()))
                    .toList();
            if (group.policy().equals("anti-affinity") && there.size() >= group.maxPerHost()) {
                reasons.add("server group " + group.name() + " keeps its members apart (anti-affinity), and " + host
                        + " has or gets " + String.join(", ", there));
            }
            if (group.policy().equals("affinity") && !elsewhere.isEmpty()) {
                reasons.add("server group " + group.name() + " keeps its members together (affinity), and "
                        + elsewhere.get(0).instanceId() + " is on "
                        + elsewhere.get(0).host());
            }
        }
        return reasons;
    }

    /** How many wishes of its soft groups the host breaks. */
    static int brokenWishes(Instance instance, String host, List<ServerGroup> groups, List<RunInFlight> inFlight) {
        int broken = 0;
        for (ServerGroup group : groups) {
            int there = membersAt(host, instance, group, inFlight).size();
            broken += switch (group.policy()) {
                case "soft-anti-affinity" -> there;
                case "soft-affinity" -> there == 0 && group.members().size() > 1 ? 1 : 0;
                default -> 0;
            };
        }
        return broken;
    }

    /** More memory promised than there is: bad performance first, then the kernel kills guests (OOM). */
    static List<String> ofOvercommit(String host, Capacity capacity, long memoryMiB, Wishes wishes) {
        Capacity.Inventory memory = capacity.inventories().get("MEMORY_MB");
        if (memory == null || wishes.allowOvercommit()) {
            return List.of();
        }
        long left = memory.left();
        if (left >= memoryMiB) {
            return List.of();
        }
        return List.of(host + " would have promised more memory than it has (" + Math.max(left, 0)
                + " MiB left of " + (memory.total() - memory.reserved()) + ", needed " + memoryMiB
                + "): bad performance, and guests killed when it runs out; allow it with \"allowOvercommit\": true");
    }

    private static List<String> membersAt(
            String host, Instance instance, ServerGroup group, List<RunInFlight> inFlight) {
        Stream<String> there = group.members().stream()
                .filter(member ->
                        member.host().equals(host) || member.movingTo().equals(host))
                .map(ServerGroup.Member::instanceId);
        Stream<String> coming = group.members().stream()
                .map(ServerGroup.Member::instanceId)
                .filter(id -> inFlight.stream()
                        .anyMatch(run ->
                                run.instanceId().equals(id) && run.target().equals(host)));
        return Stream.concat(there, coming)
                .distinct()
                .filter(id -> !id.equals(instance.id()))
                .toList();
    }
}
