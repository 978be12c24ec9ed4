package org.ferry.workflows.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.Capacity.Inventory;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServerGroup.Member;
import org.ferry.workflows.balance.HbalExample.Node;
import org.ferry.workflows.balance.HbalExample.Pair;
import org.ferry.workflows.balance.HbalExample.Placed;
import org.ferry.workflows.balance.HbalExample.Use;
import org.ferry.workflows.balance.RebalancePlan.Move;

/**
 * hbal's example for Ferry, whose instances have one host: the two copies of an instance become two instances, of which
 * the second has no memory. An anti-affinity group holds the two apart; another spreads the seconds of all the instances
 * of one primary, which is what hbal's N+1 and reserve look at.
 *
 * @param start what was balanced
 * @param moves all moves, plan after plan until one is empty, as the groups of the second kind change with the first
 * @param plans how many
 * @param end what became of it
 */
record HbalOurWay(List<Placed> start, List<Move> moves, int plans, List<Placed> end) {
    private static final Weights WEIGHTS = new Weights(1, 0, 1);
    private static final String SECOND = "/2";

    static HbalOurWay balance(HbalExample example, List<Placed> start) {
        List<Move> moves = new ArrayList<>();
        List<Placed> now = start;
        int plans = 0;
        while (true) {
            Cluster cluster = cluster(example, start, now);
            double minGain = Limits.usualGain(example.nodes.size());
            RebalancePlan plan = Balance.plan(cluster, WEIGHTS, Limits.ofGain(minGain));
            if (plan.moves().isEmpty()) {
                return new HbalOurWay(start, moves, plans, now);
            }
            plans++;
            moves.addAll(plan.moves());
            now = after(now, plan.moves());
        }
    }

    /** Of the moves, those of a guest; the others only take a second copy elsewhere. */
    long guests() {
        return moves.stream()
                .filter(move -> !move.instanceId().endsWith(SECOND))
                .count();
    }

    private static Cluster cluster(HbalExample example, List<Placed> start, List<Placed> now) {
        List<Use> use = example.use(start, now);
        List<HostLoad> hosts = new ArrayList<>();
        for (int at = 0; at < use.size(); at++) {
            Node node = example.nodes.get(at);
            Use of = use.get(at);
            hosts.add(new HostLoad(
                    node.name(),
                    new Inventory(node.memoryMiB(), 0, 1, node.memoryMiB() - of.freeMiB()),
                    new Inventory(0, 0, 1, 0),
                    new Inventory(node.diskGiB(), 0, 1, node.diskGiB() - of.freeGiB()),
                    true,
                    true));
        }
        List<Guest> guests = new ArrayList<>();
        List<ServerGroup> groups = new ArrayList<>();
        Map<String, List<Member>> seconds = new HashMap<>();
        for (Placed instance : now) {
            Pair nodes = instance.nodes();
            String second = instance.name() + SECOND;
            boolean odd = nodes.primary().equals(HbalExample.ODD);
            guests.add(guest(instance.name(), nodes.primary(), instance.memoryMiB(), !odd));
            guests.add(guest(second, nodes.secondary(), 0, true));
            Member standby = new Member(second, nodes.secondary(), "");
            groups.add(apart(instance.name(), List.of(new Member(instance.name(), nodes.primary(), ""), standby)));
            seconds.computeIfAbsent(nodes.primary(), any -> new ArrayList<>()).add(standby);
        }
        seconds.forEach((primary, members) -> groups.add(apart("seconds of " + primary, members)));
        return new Cluster(hosts, guests, groups);
    }

    private static Guest guest(String name, String host, long memoryMiB, boolean movable) {
        return new Guest(name, name, host, memoryMiB, 0, HbalExample.DISK, null, movable, 0);
    }

    private static ServerGroup apart(String name, List<Member> members) {
        return new ServerGroup(name, name, "anti-affinity", 1, members);
    }

    private static List<Placed> after(List<Placed> now, List<Move> moves) {
        Map<String, String> hosts = new HashMap<>();
        moves.forEach(move -> hosts.put(move.instanceId(), move.to()));
        return now.stream()
                .map(instance -> new Placed(
                        instance.name(),
                        instance.memoryMiB(),
                        new Pair(
                                hosts.getOrDefault(
                                        instance.name(), instance.nodes().primary()),
                                hosts.getOrDefault(
                                        instance.name() + SECOND,
                                        instance.nodes().secondary()))))
                .toList();
    }
}
