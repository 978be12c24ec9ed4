package org.ferry.workflows.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who may move now, and who waits. Leases are given in the order of the claims. One whose hosts are free overtakes one
 * whose hosts are not, but never takes what the other waits for, so that every claim has its turn.
 *
 * @param held claims that have a lease
 * @param waiting claims that have none yet, oldest first
 */
public record Leases(Limits limits, List<Claim> held, List<Claim> waiting) {
    /** None held, none waiting. */
    public static final Leases NONE = new Leases(Limits.DEFAULT, List.of(), List.of());

    /** With another claim; one that is known already changes nothing, a former one of the same run gives way. */
    Leases with(Claim claim) {
        return held.contains(claim) || waiting.contains(claim)
                ? this
                : new Leases(limits, others(held, claim), appended(others(waiting, claim), claim));
    }

    /** Without a claim, whether it has its lease or not. */
    Leases without(Claim claim) {
        return new Leases(limits, other(held, claim), other(waiting, claim));
    }

    /** Under other limits; leases that are out stay, even where they are too many now. */
    Leases under(Limits others) {
        return new Leases(others, held, waiting);
    }

    /** With its lease given. */
    Leases granting(Claim claim) {
        return new Leases(limits, appended(held, claim), other(waiting, claim));
    }

    /** Those that may have their lease now, in their order. */
    List<Claim> due() {
        Map<String, Integer> sources = weights(Claim::source);
        Map<String, Integer> targets = weights(Claim::target);
        int all = held.stream().mapToInt(this::weight).sum();
        List<Claim> due = new ArrayList<>();
        for (Claim claim : waiting) {
            int weight = weight(claim);
            if (!fits(all, weight, limits.cloud())) {
                break;
            }
            boolean sourceFits = fits(sources.getOrDefault(claim.source(), 0), weight, limits.perSource());
            boolean targetFits = fits(targets.getOrDefault(claim.target(), 0), weight, limits.perTarget());
            boolean fits = sourceFits && targetFits;
            if (fits) {
                due.add(claim);
                all += weight;
            }
            // What one waits for is kept for it; for the oldest the rest too, so that it is next whatever happens.
            boolean oldest = claim.equals(waiting.get(0));
            if (fits || oldest || !sourceFits) {
                sources.merge(claim.source(), weight, Integer::sum);
            }
            if (fits || oldest || !targetFits) {
                targets.merge(claim.target(), weight, Integer::sum);
            }
        }
        return due;
    }

    /** A move that is heavier than the limit has its turn alone, instead of never. */
    private static boolean fits(int used, int weight, int limit) {
        return used == 0 || used + weight <= limit;
    }

    private int weight(Claim claim) {
        return limits.weight(claim.method());
    }

    private Map<String, Integer> weights(Function<Claim, String> host) {
        Map<String, Integer> weights = new HashMap<>();
        held.forEach(claim -> weights.merge(host.apply(claim), weight(claim), Integer::sum));
        return weights;
    }

    private static List<Claim> appended(List<Claim> claims, Claim claim) {
        return Stream.concat(claims.stream(), Stream.of(claim)).toList();
    }

    private static List<Claim> others(List<Claim> claims, Claim claim) {
        return claims.stream()
                .filter(each -> !each.workflowId().equals(claim.workflowId()))
                .toList();
    }

    private static List<Claim> other(List<Claim> claims, Claim claim) {
        return claims.stream().filter(each -> !each.equals(claim)).toList();
    }
}
