package org.ferry.workflows.balance;

import java.util.List;
import org.ferry.workflows.activity.Capacity.Inventory;

/**
 * The use of all hosts, kept so that the score after a move is known in constant time: per resource the sum and the sum
 * of squares of the used fractions, counted from the first mean so that nothing is lost to rounding.
 */
final class Load {
    static final int MEMORY = 0;
    static final int VCPUS = 1;
    static final int DISK = 2;
    static final int RESOURCES = 3;

    private final double[] weight = new double[RESOURCES];
    private final double[] perHost = new double[RESOURCES];
    private final double[] sum = new double[RESOURCES];
    private final double[] squares = new double[RESOURCES];

    /** Of each host and resource: 1 / capacity (0 where it is not in the score), used fraction less the first mean. */
    private final double[] share;

    private final double[] level;

    /** What a host has left if all moves to it are made and none away from it. */
    private final long[] room;

    /** The question: what is to move, and what changes where it leaves. */
    private final long[] asked = new long[RESOURCES];

    private final Change left = new Change();

    Load(List<HostLoad> hosts, Weights weights) {
        share = new double[hosts.size() * RESOURCES];
        level = new double[hosts.size() * RESOURCES];
        room = new long[hosts.size() * RESOURCES];
        for (int resource = 0; resource < RESOURCES; resource++) {
            weight[resource] = weights.of(resource);
            for (int host = 0; host < hosts.size(); host++) {
                fill(host * RESOURCES + resource, resource, hosts.get(host));
            }
            center(resource);
        }
    }

    private void fill(int cell, int resource, HostLoad host) {
        Inventory inventory = host.inventory(resource);
        room[cell] = inventory.free();
        long capacity = inventory.free() + inventory.used();
        if (capacity > 0 && (host.gives() || host.receives())) {
            share[cell] = 1.0 / capacity;
            level[cell] = inventory.used() * share[cell];
            perHost[resource]++;
            sum[resource] += level[cell];
        }
    }

    private void center(int resource) {
        perHost[resource] = 1 / Math.max(1, perHost[resource]);
        double mean = sum[resource] * perHost[resource];
        sum[resource] = 0;
        for (int cell = resource; cell < level.length; cell += RESOURCES) {
            if (share[cell] > 0) {
                level[cell] -= mean;
                sum[resource] += level[cell];
                squares[resource] += level[cell] * level[cell];
            }
        }
    }

    /** Weighted sum over the resources of the standard deviation of the used fractions. */
    double score() {
        double score = 0;
        for (int resource = 0; resource < RESOURCES; resource++) {
            score += part(resource, sum[resource], squares[resource]);
        }
        return score;
    }

    /** The score if this came true. */
    double score(Change change) {
        double score = 0;
        for (int resource = 0; resource < RESOURCES; resource++) {
            score += part(
                    resource, sum[resource] + change.ofSum[resource], squares[resource] + change.ofSquares[resource]);
        }
        return score;
    }

    private double part(int resource, double ofSum, double ofSquares) {
        double mean = ofSum * perHost[resource];
        return weight[resource] * Math.sqrt(Math.max(0, ofSquares * perHost[resource] - mean * mean));
    }

    /** Begins the question what moves of this need from here would do. */
    void ask(long[] need, int from) {
        for (int resource = 0; resource < RESOURCES; resource++) {
            int source = from * RESOURCES + resource;
            double less = need[resource] * share[source];
            asked[resource] = need[resource];
            left.ofSum[resource] = -less;
            left.ofSquares[resource] = -less * (2 * level[source] - less);
        }
    }

    /** The score if what is asked for came here. */
    double scoreIfMovedTo(int to) {
        double score = 0;
        for (int resource = 0; resource < RESOURCES; resource++) {
            int target = to * RESOURCES + resource;
            double more = asked[resource] * share[target];
            score += part(
                    resource,
                    sum[resource] + left.ofSum[resource] + more,
                    squares[resource] + left.ofSquares[resource] + more * (2 * level[target] + more));
        }
        return score;
    }

    /** Has {@code change} tell what would change if what is asked for came here. */
    void tell(Change change, int to) {
        for (int resource = 0; resource < RESOURCES; resource++) {
            int target = to * RESOURCES + resource;
            double more = asked[resource] * share[target];
            change.ofSum[resource] = left.ofSum[resource] + more;
            change.ofSquares[resource] = left.ofSquares[resource] + more * (2 * level[target] + more);
        }
    }

    boolean fits(long[] need, int to) {
        int cell = to * RESOURCES;
        return fits(need[MEMORY], room[cell + MEMORY])
                && fits(need[VCPUS], room[cell + VCPUS])
                && fits(need[DISK], room[cell + DISK]);
    }

    private static boolean fits(long need, long room) {
        return need == 0 || need <= room;
    }

    void move(long[] need, int from, int to) {
        Change change = new Change();
        ask(need, from);
        tell(change, to);
        for (int resource = 0; resource < RESOURCES; resource++) {
            int source = from * RESOURCES + resource;
            int target = to * RESOURCES + resource;
            sum[resource] += change.ofSum[resource];
            squares[resource] += change.ofSquares[resource];
            level[source] -= need[resource] * share[source];
            level[target] += need[resource] * share[target];
            room[target] -= need[resource];
        }
    }

    /** What a move would change of the sums: good until one of its two hosts changes. */
    static final class Change {
        private final double[] ofSum = new double[RESOURCES];
        private final double[] ofSquares = new double[RESOURCES];
    }
}
