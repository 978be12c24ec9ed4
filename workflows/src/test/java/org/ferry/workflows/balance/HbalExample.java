package org.ferry.workflows.balance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The example of hbal's manual page, completed: the page tells the use of the 20 nodes before and after, and 15 of the 80
 * instances. docs/balance.md says what is from the page and what is assumed.
 */
final class HbalExample {
    /** Disk of an instance: what the 15 that are told have, by the tables before and after. */
    static final long DISK = 100;

    private static final long MEMORY = 6000;

    /** The node whose five instances have the memory of four. Their sizes are not told, so they stay where they are. */
    static final String ODD = "node17";

    /** Two instances of one primary on one secondary, besides those that are told: the reserve before each step. */
    private static final List<Pair> DOUBLES = List.of(
            new Pair("node1", "node10"),
            new Pair("node4", "node15"),
            new Pair("node18", "node20"),
            new Pair("node20", "node2"));

    record Use(long freeMiB, long reservedMiB, long freeGiB, int primaries, int secondaries) {}

    record Node(String name, long memoryMiB, long diskGiB, Use before, Use after) {}

    record Pair(String primary, String secondary) {}

    record Step(String instance, Pair from, Pair to, double score, int migrations, int disks) {}

    record Placed(String name, long memoryMiB, Pair nodes) {}

    final List<Node> nodes = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    final double start;

    HbalExample() {
        double first = 0;
        for (String line : lines()) {
            String[] word = line.split(" ", -1);
            switch (word[0]) {
                case "node" ->
                    nodes.add(new Node(
                            word[1], Long.parseLong(word[2]), Long.parseLong(word[3]), use(word, 4), use(word, 9)));
                case "start" -> first = Double.parseDouble(word[1]);
                case "step" ->
                    steps.add(new Step(
                            word[1],
                            new Pair(word[2], word[3]),
                            new Pair(word[4], word[5]),
                            Double.parseDouble(word[6]),
                            Integer.parseInt(word[7]),
                            Integer.parseInt(word[8])));
                default -> {}
            }
        }
        start = first;
    }

    private static List<String> lines() {
        try (InputStream file = HbalExample.class.getResourceAsStream("hbal-example.txt")) {
            return new String(file.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Use use(String[] word, int at) {
        return new Use(
                Long.parseLong(word[at]),
                Long.parseLong(word[at + 1]),
                Long.parseLong(word[at + 2]),
                Integer.parseInt(word[at + 3]),
                Integer.parseInt(word[at + 4]));
    }

    /**
     * All 80 instances at the start. Where the other 65 are is not told but by how many each node has, and by the scores
     * of the steps, which show each node's reserve; any way that agrees with both is as good.
     */
    List<Placed> complete(long seed) {
        List<String> primaries = new ArrayList<>();
        List<String> secondaries = new ArrayList<>();
        for (Node node : nodes) {
            long told = steps.stream()
                    .filter(step -> step.from().primary().equals(node.name()))
                    .count();
            long toldSecond = steps.stream()
                    .filter(step -> step.from().secondary().equals(node.name()))
                    .count();
            primaries.addAll(Collections.nCopies((int) (node.before().primaries() - told), node.name()));
            secondaries.addAll(Collections.nCopies((int) (node.before().secondaries() - toldSecond), node.name()));
        }
        DOUBLES.forEach(pair -> primaries.remove(pair.primary()));
        DOUBLES.forEach(pair -> secondaries.remove(pair.secondary()));
        Random random = new Random(seed);
        Collections.shuffle(secondaries, random);
        int wrong = wrong(primaries, secondaries);
        while (wrong > 0) {
            int one = random.nextInt(secondaries.size());
            int other = random.nextInt(secondaries.size());
            Collections.swap(secondaries, one, other);
            int now = wrong(primaries, secondaries);
            if (now <= wrong) {
                wrong = now;
            } else {
                Collections.swap(secondaries, one, other);
            }
        }
        return placed(pairs(primaries, secondaries), random);
    }

    private static List<Pair> pairs(List<String> primaries, List<String> secondaries) {
        List<Pair> pairs = new ArrayList<>(DOUBLES);
        for (int at = 0; at < primaries.size(); at++) {
            pairs.add(new Pair(primaries.get(at), secondaries.get(at)));
        }
        return pairs;
    }

    /** Names that the page does not tell are dealt out by chance, as no tie is to be won by them. */
    private List<Placed> placed(List<Pair> others, Random random) {
        List<Placed> placed = new ArrayList<>();
        steps.forEach(step -> placed.add(new Placed(step.instance(), MEMORY, step.from())));
        Set<String> told = new HashSet<>();
        steps.forEach(step -> told.add(step.instance()));
        List<String> names = new ArrayList<>();
        for (int number = 1; names.size() < others.size(); number++) {
            if (!told.contains("instance" + number)) {
                names.add("instance" + number);
            }
        }
        Collections.shuffle(names, random);
        for (int at = 0; at < others.size(); at++) {
            long memory = others.get(at).primary().equals(ODD) ? MEMORY * 4 / 5 : MEMORY;
            placed.add(new Placed(names.get(at), memory, others.get(at)));
        }
        return placed;
    }

    /** Pairs that share both nodes before a step where the page's score shows that none do, and pairs on one node. */
    private int wrong(List<String> primaries, List<String> secondaries) {
        Map<Pair, Integer> count = new HashMap<>();
        pairs(primaries, secondaries).forEach(pair -> count.merge(pair, 1, Integer::sum));
        steps.forEach(step -> count.merge(step.from(), 1, Integer::sum));
        int wrong = wrong(count, 0);
        for (int step = 0; step < steps.size(); step++) {
            count.merge(steps.get(step).from(), -1, Integer::sum);
            count.merge(steps.get(step).to(), 1, Integer::sum);
            wrong += wrong(count, step + 1);
        }
        return wrong;
    }

    private int wrong(Map<Pair, Integer> count, int done) {
        int wrong = 0;
        for (Map.Entry<Pair, Integer> entry : count.entrySet()) {
            Pair pair = entry.getKey();
            boolean self = pair.primary().equals(pair.secondary());
            boolean twice = DOUBLES.contains(pair)
                    && steps.subList(done, steps.size()).stream()
                            .anyMatch(step -> step.from().equals(pair));
            wrong += self ? entry.getValue() : Math.max(0, entry.getValue() - (twice ? 2 : 1));
        }
        return wrong;
    }

    /** The use of the nodes, in their order, with the instances there instead of where they were at the start. */
    List<Use> use(List<Placed> start, List<Placed> now) {
        return nodes.stream().map(node -> use(node, start, now)).toList();
    }

    private static Use use(Node node, List<Placed> start, List<Placed> now) {
        Map<String, Long> standby = new HashMap<>();
        now.stream()
                .filter(instance -> instance.nodes().secondary().equals(node.name()))
                .forEach(instance -> standby.merge(instance.nodes().primary(), instance.memoryMiB(), Long::sum));
        long reserved =
                standby.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long moreMiB = memory(node, now) - memory(node, start);
        long moreGiB = DISK * (copies(node, now) - copies(node, start));
        return new Use(
                node.before().freeMiB() - moreMiB, reserved, node.before().freeGiB() - moreGiB, 0, 0);
    }

    private static long memory(Node node, List<Placed> instances) {
        return instances.stream()
                .filter(instance -> instance.nodes().primary().equals(node.name()))
                .mapToLong(Placed::memoryMiB)
                .sum();
    }

    private static long copies(Node node, List<Placed> instances) {
        return instances.stream()
                .flatMap(instance ->
                        Stream.of(instance.nodes().primary(), instance.nodes().secondary()))
                .filter(node.name()::equals)
                .count();
    }

    /**
     * The score of the release that printed the page: the means over the nodes of the standard deviations of free memory,
     * reserved memory and free disk, and the part of the nodes that could not take over what they stand by for (N+1).
     */
    double score(List<Use> use) {
        double[] memory = new double[nodes.size()];
        double[] reserve = new double[nodes.size()];
        double[] disk = new double[nodes.size()];
        int failing = 0;
        for (int at = 0; at < nodes.size(); at++) {
            Node node = nodes.get(at);
            Use of = use.get(at);
            memory[at] = (double) of.freeMiB() / node.memoryMiB();
            reserve[at] = (double) of.reservedMiB() / node.memoryMiB();
            disk[at] = (double) of.freeGiB() / node.diskGiB();
            failing += of.freeMiB() < of.reservedMiB() ? 1 : 0;
        }
        return (deviation(memory) + deviation(reserve) + deviation(disk) + failing) / nodes.size();
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }
}
