package org.ferry.workflows.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ferry.workflows.balance.RebalancePlan.Move;
import org.ferry.workflows.balance.RebalancePlan.Stop;
import org.ferry.workflows.balance.Search.Candidate;
import org.ferry.workflows.balance.Search.Rules;

/**
 * Evens the use of hosts by the move that gains most, and again, each instance once at the most.
 *
 * <p>The score is what Ganeti's hbal makes of it (its manual page, "Cluster scoring"): the standard deviation over the
 * hosts of the used fraction of each resource, weighted and added up; and 1 for each member that breaks a hard server
 * group, so that these are mended first. 0 is even.
 *
 * <p>What was found for each host is kept, and told anew only for the host whose turn it would be: moves make targets
 * fuller, so that what was not the best before hardly becomes so. Before it stops, and always where there is little to
 * look at, it looks at every move there is.
 */
public final class Balance {
    /** Pairs of a host and an instance up to which every move is looked at in every step. */
    private static final long LITTLE = 200_000;

    /** Less may be rounding: of a deviation near 0 the root leaves half the digits. */
    private static final double LEAST = 1e-7;

    private final List<HostLoad> hosts;
    private final List<Guest> guests;
    private final Limits limits;
    private final Load load;
    private final Groups groups;
    private final Search search;
    private final List<Candidate> candidates = new ArrayList<>();
    private final int[] lookedAt;

    private Balance(Cluster cluster, Weights weights, Limits limits) {
        this.limits = limits;
        hosts = sorted(cluster);
        guests = cluster.guests().stream()
                .sorted(Comparator.comparing(Guest::name).thenComparing(Guest::id))
                .toList();
        load = new Load(hosts, weights);
        groups = new Groups(cluster.groups(), guests, hosts);
        search = new Search(hosts, guests, load, groups, limits);
        hosts.forEach(host -> candidates.add(new Candidate()));
        lookedAt = new int[hosts.size()];
    }

    /** The same plan for the same input, in whatever order its lists are. */
    public static RebalancePlan plan(Cluster cluster, Weights weights, Limits limits) {
        return new Balance(cluster, weights, limits).plan();
    }

    /** The score of the cluster as it is. */
    public static double score(Cluster cluster, Weights weights) {
        List<HostLoad> hosts = sorted(cluster);
        return new Load(hosts, weights).score() + new Groups(cluster.groups(), cluster.guests(), hosts).broken();
    }

    private static List<HostLoad> sorted(Cluster cluster) {
        return cluster.hosts().stream()
                .sorted(Comparator.comparing(HostLoad::name))
                .toList();
    }

    private RebalancePlan plan() {
        List<Move> moves = new ArrayList<>();
        double before = load.score() + groups.broken();
        double score = before;
        lookAtAll(0);
        int from = next(0);
        while (from >= 0 && moves.size() < limits.maxMoves()) {
            Candidate best = candidates.get(from);
            score -= best.gain();
            moves.add(move(best, from, score));
            search.move(best.guest(), from, best.to());
            from = next(moves.size());
        }
        return new RebalancePlan(moves, before, load.score() + groups.broken(), from >= 0 ? Stop.MOVES : whyNone());
    }

    private Move move(Candidate best, int from, double score) {
        Guest guest = guests.get(best.guest());
        String source = hosts.get(from).name();
        String target = hosts.get(best.to()).name();
        return new Move(guest.id(), guest.name(), source, target, guest.downMillis(), best.gain(), score);
    }

    /** The host from which the next move goes, or -1. */
    private int next(int step) {
        if ((long) hosts.size() * guests.size() <= LITTLE) {
            lookAtAll(step);
        }
        int found = bestOfKept(step);
        if (found < 0) {
            lookAtAll(step);
            found = bestOfKept(step);
        }
        return found;
    }

    private int bestOfKept(int step) {
        double now = load.score();
        candidates.forEach(candidate -> candidate.refresh(load, now));
        while (true) {
            int best = 0;
            for (int host = 1; host < hosts.size(); host++) {
                if (candidates.get(best).isWorseThan(candidates.get(host))) {
                    best = host;
                }
            }
            if (hosts.isEmpty() || !isWorthIt(candidates.get(best))) {
                return -1;
            }
            if (lookedAt[best] == step) {
                return best;
            }
            lookAt(best, step);
        }
    }

    private boolean isWorthIt(Candidate candidate) {
        return candidate.exists() && candidate.gain() >= Math.max(limits.minGain(), LEAST);
    }

    private void lookAt(int host, int step) {
        search.best(host, candidates.get(host), Rules.ALL);
        lookedAt[host] = step;
    }

    private void lookAtAll(int step) {
        for (int host = 0; host < hosts.size(); host++) {
            lookAt(host, step);
        }
    }

    private Stop whyNone() {
        if (wouldGain(Rules.NO_DOWNTIME)) {
            return Stop.DOWNTIME;
        }
        return wouldGain(Rules.NONE) ? Stop.RULES : Stop.EVEN;
    }

    private boolean wouldGain(Rules rules) {
        Candidate found = new Candidate();
        for (int host = 0; host < hosts.size(); host++) {
            search.best(host, found, rules);
            if (isWorthIt(found)) {
                return true;
            }
        }
        return false;
    }
}
