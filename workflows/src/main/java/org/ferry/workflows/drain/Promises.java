package org.ferry.workflows.drain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.drain.InstanceMove.State;

/**
 * Which host each instance goes to, over the whole set: what one host has is promised once. Large instances first
 * (first-fit decreasing), each to the host with the most memory left of those that may take it; groups that keep their
 * members apart count what was promised before.
 */
final class Promises {
    private final Map<String, Room> rooms;
    private final List<ServerGroup> groups;
    private final Map<String, String> promised = new HashMap<>();

    private Promises(Map<String, Room> rooms, List<ServerGroup> groups) {
        this.rooms = new HashMap<>(rooms);
        this.groups = groups;
    }

    /** What a host has left: in units of Placement. */
    record Room(long vcpus, long memoryMiB, long diskGiB) {
        boolean fits(InstanceSummary instance) {
            return vcpus >= instance.vcpus() && memoryMiB >= instance.memoryMiB() && diskGiB >= instance.diskGiB();
        }

        Room without(InstanceSummary instance) {
            return new Room(vcpus - instance.vcpus(), memoryMiB - instance.memoryMiB(), diskGiB - instance.diskGiB());
        }
    }

    /**
     * Gives every instance that waits without a host one; one that finds none is blocked.
     *
     * @param rooms host to what it has left
     * @param groups the server groups of the instances
     * @return all instances, in the order given
     */
    static List<InstanceMove> give(List<InstanceMove> moves, Map<String, Room> rooms, List<ServerGroup> groups) {
        Promises promises = new Promises(rooms, groups);
        Map<String, InstanceMove> given = new LinkedHashMap<>();
        moves.forEach(move -> given.put(move.instance().id(), move));
        moves.stream().filter(Promises::hasPromise).forEach(promises::keep);
        moves.stream()
                .filter(Promises::wantsPromise)
                .sorted(Comparator.comparingLong(
                                (InstanceMove move) -> move.instance().memoryMiB())
                        .reversed()
                        .thenComparing(move -> move.instance().id()))
                .forEach(move -> given.put(move.instance().id(), promises.place(move)));
        return new ArrayList<>(given.values());
    }

    /** One that found no room before may find some now. */
    private static boolean wantsPromise(InstanceMove move) {
        return (move.is(State.WAITING) && move.target() == null)
                || (move.is(State.BLOCKED) && !move.mayGoTo().isEmpty());
    }

    private static boolean hasPromise(InstanceMove move) {
        return move.target() != null && move.is(State.WAITING, State.MOVING, State.FOLLOWED);
    }

    private void keep(InstanceMove move) {
        take(move.instance(), String.valueOf(move.target()));
    }

    private InstanceMove place(InstanceMove move) {
        InstanceSummary instance = move.instance();
        Optional<String> best = move.mayGoTo().stream()
                .filter(host -> room(host).fits(instance))
                .filter(host -> isApart(instance, host))
                .max(Comparator.comparingLong(host -> room(host).memoryMiB() >> 10));
        if (best.isEmpty()) {
            return move.as(
                    State.BLOCKED,
                    "no room on any host that may take it, with what is promised to others: it needs "
                            + instance.memoryMiB() + " MiB, " + instance.vcpus() + " VCPU, " + instance.diskGiB()
                            + " GiB; may go to " + String.join(", ", move.mayGoTo()));
        }
        take(instance, best.get());
        return move.promised(best.get());
    }

    private Room room(String host) {
        return rooms.getOrDefault(host, new Room(0, 0, 0));
    }

    private void take(InstanceSummary instance, String host) {
        rooms.computeIfPresent(host, (name, room) -> room.without(instance));
        promised.put(instance.id(), host);
    }

    /** Members that are there already were looked at when the instance was planned; here are those that come. */
    private boolean isApart(InstanceSummary instance, String host) {
        return groups.stream()
                .filter(group -> group.policy().equals("anti-affinity")
                        && instance.serverGroups().contains(group.id()))
                .allMatch(group -> membersAt(group, instance.id(), host) < group.maxPerHost());
    }

    private static boolean isAt(ServerGroup.Member member, String host) {
        return member.host().equals(host) || member.movingTo().equals(host);
    }

    private long membersAt(ServerGroup group, String except, String host) {
        return group.members().stream()
                .filter(member -> !member.instanceId().equals(except))
                .filter(member -> isAt(member, host) || host.equals(promised.get(member.instanceId())))
                .count();
    }
}
