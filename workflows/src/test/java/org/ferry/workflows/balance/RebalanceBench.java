package org.ferry.workflows.balance;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Prints what {@code docs/balance.md} tells; started by {@code deploy/bench/rebalance}. */
final class RebalanceBench {
    private static final int COMPLETIONS = 100;
    private static final int ROUNDS = 5;

    private RebalanceBench() {}

    public static void main(String[] arguments) {
        compare();
        time();
    }

    private static void compare() {
        HbalExample example = new HbalExample();
        List<HbalOurWay> ours = new ArrayList<>();
        for (int seed = 0; seed < COMPLETIONS; seed++) {
            ours.add(HbalOurWay.balance(example, example.complete(seed)));
        }
        ours.sort(Comparator.comparing((HbalOurWay way) -> way.moves().size())
                .thenComparing(HbalOurWay::guests)
                .thenComparing(way -> score(example, way)));
        double last = example.steps.get(example.steps.size() - 1).score();
        int migrations =
                example.steps.stream().mapToInt(HbalExample.Step::migrations).sum();
        int disks = example.steps.stream().mapToInt(HbalExample.Step::disks).sum();
        System.out.println("20 nodes, 80 instances of hbal's manual page; the score is hbal's");
        System.out.printf("%-30s %8s %8s %6s %7s %6s%n", "", "before", "after", "moves", "guests", "disks");
        row("hbal, by its page", example.start, last, example.steps.size(), migrations, disks);
        row(example, "Ferry, best of " + COMPLETIONS, ours.get(0));
        row(example, "Ferry, median", ours.get(COMPLETIONS / 2));
        row(example, "Ferry, worst", ours.get(COMPLETIONS - 1));
        System.out.printf(
                "scores after: %.5f to %.5f; plans until one was empty: %d to %d%n%n",
                ours.stream().mapToDouble(way -> score(example, way)).min().orElse(0),
                ours.stream().mapToDouble(way -> score(example, way)).max().orElse(0),
                ours.stream().mapToInt(HbalOurWay::plans).min().orElse(0),
                ours.stream().mapToInt(HbalOurWay::plans).max().orElse(0));
    }

    private static double score(HbalExample example, HbalOurWay way) {
        return example.score(example.use(way.start(), way.end()));
    }

    private static void row(HbalExample example, String who, HbalOurWay way) {
        int moves = way.moves().size();
        double before = example.score(example.use(way.start(), way.start()));
        row(who, before, score(example, way), moves, (int) way.guests(), moves);
    }

    private static void row(String who, double before, double after, int moves, int guests, int disks) {
        System.out.printf("%-30s %8.5f %8.5f %6d %7d %6d%n", who, before, after, moves, guests, disks);
    }

    private static void time() {
        Cluster cloud = Clusters.cloud(1000, 20_000, 1);
        System.out.println("1,000 hosts, 20,000 instances");
        System.out.printf("%-30s %8s %8s %6s %7s %7s%n", "", "before", "after", "moves", "wall s", "CPU s");
        double usual = Limits.usualGain(1000);
        for (int round = 1; round <= ROUNDS; round++) {
            time("moves of the usual gain, " + round, cloud, Limits.ofGain(usual));
        }
        time("the 100 best moves", cloud, new Limits(100, usual, Long.MAX_VALUE, Long.MAX_VALUE));
        time("the 1,000 best moves", cloud, new Limits(1000, usual, Long.MAX_VALUE, Long.MAX_VALUE));
        time("every move that gains", cloud, Limits.ofGain(0));
    }

    private static void time(String what, Cluster cloud, Limits limits) {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long startOfCpu = thread.getCurrentThreadCpuTime();
        RebalancePlan plan = Balance.plan(cloud, Weights.EQUAL, limits);
        double seconds = (System.nanoTime() - start) / 1e9;
        double ofCpu = (thread.getCurrentThreadCpuTime() - startOfCpu) / 1e9;
        System.out.printf(
                "%-30s %8.5f %8.5f %6d %7.2f %7.2f%n",
                what, plan.scoreBefore(), plan.scoreAfter(), plan.moves().size(), seconds, ofCpu);
    }
}
