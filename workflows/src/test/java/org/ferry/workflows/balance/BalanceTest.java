package org.ferry.workflows.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.balance.RebalancePlan.Move;
import org.ferry.workflows.balance.RebalancePlan.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is moved, in which order, and where it stops. */
class BalanceTest {
    private static final Limits ANY_GAIN = Limits.ofGain(0);

    @Test
    void movesNothingWhereUseIsEven() {
        RebalancePlan plan = plan(new Clusters.Builder().host("a", 3).host("b", 3), ANY_GAIN);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.EVEN);
        assertThat(plan.scoreBefore()).isZero();
    }

    @Test
    void movesNothingWhereAMoveWouldOnlyTurnTheDifferenceRound() {
        RebalancePlan plan = plan(new Clusters.Builder().host("a", 4).host("b", 3), ANY_GAIN);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.EVEN);
    }

    @Test
    void movesNothingOfNothing() {
        assertThat(plan(new Clusters.Builder(), ANY_GAIN).stop()).isEqualTo(Stop.EVEN);
    }

    @Test
    void fillsAHostThatMaintenanceLeftEmpty() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 4).host("b", 4).host("c", 4).host("empty", 0);
        RebalancePlan plan = plan(builder, ANY_GAIN);
        assertThat(plan.moves()).hasSize(3).allMatch(move -> move.to().equals("empty"));
        assertThat(plan.moves()).extracting(Move::from).containsExactly("a", "b", "c");
        assertThat(plan.scoreAfter()).isCloseTo(0, within(1e-7));
        assertThat(plan.stop()).isEqualTo(Stop.EVEN);
    }

    @Test
    void ofEqualMovesTakesTheFirstNames() {
        Move first = plan(
                        new Clusters.Builder()
                                .host("b", 3)
                                .host("a", 3)
                                .host("d", 0)
                                .host("c", 0),
                        ANY_GAIN)
                .moves()
                .get(0);
        assertThat(first.instanceId()).isEqualTo("a-0");
        assertThat(first.to()).isEqualTo("c");
    }

    @Test
    void ofEqualMovesTakesTheOneWithLessDowntime() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 3).host("b", 0).change("a-2", guest -> down(guest, 500));
        assertThat(plan(builder, ANY_GAIN).moves())
                .extracting(Move::instanceId)
                .first()
                .isEqualTo("a-2");
    }

    @Test
    void evensWhatTheWeightsSay() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 2)
                .host("b", 2)
                .change("a-0", guest -> sized(guest, 40, 0, 0))
                .change("b-0", guest -> sized(guest, 0, 0, 400));
        Cluster cluster = builder.cluster();
        assertThat(Balance.plan(cluster, new Weights(0, 1, 0), ANY_GAIN).moves())
                .as("vCPUs are even by what Placement has")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void tellsEachGainAsTheScoreFromScratchHasIt(long seed) {
        Cluster cluster = Clusters.cloud(60, 900, seed);
        RebalancePlan plan = Balance.plan(cluster, Weights.EQUAL, ANY_GAIN);
        assertThat(plan.moves()).hasSizeGreaterThan(20);
        double score = Balance.score(cluster, Weights.EQUAL);
        assertThat(plan.scoreBefore()).isCloseTo(score, within(1e-9));
        for (Move move : plan.moves()) {
            cluster = Clusters.after(cluster, List.of(move));
            double after = Balance.score(cluster, Weights.EQUAL);
            assertThat(move.gain()).isPositive().isCloseTo(score - after, within(1e-9));
            assertThat(move.scoreAfter()).isCloseTo(after, within(1e-9));
            score = after;
        }
        assertThat(plan.scoreAfter()).isCloseTo(score, within(1e-9));
    }

    @Test
    void leavesNoMoveThatWouldGainEnough() {
        Cluster cluster = Clusters.cloud(60, 900, 6);
        Limits limits = Limits.ofGain(0.001);
        Cluster after = Clusters.after(
                cluster, Balance.plan(cluster, Weights.EQUAL, limits).moves());
        List<Move> again = Balance.plan(after, Weights.EQUAL, limits).moves();
        assertThat(again.size())
                .as("only instances that have moved, or room that has been left, since")
                .isLessThan(10);
    }

    @Test
    void movesAnInstanceOnceAtTheMost() {
        RebalancePlan plan = Balance.plan(Clusters.cloud(60, 900, 7), Weights.EQUAL, ANY_GAIN);
        assertThat(plan.moves()).extracting(Move::instanceId).doesNotHaveDuplicates();
    }

    @Test
    void plansTheSameInWhateverOrderItIsTold() {
        Cluster cluster = Clusters.cloud(300, 5000, 8);
        Limits limits = new Limits(200, 0, Long.MAX_VALUE, Long.MAX_VALUE);
        RebalancePlan plan = Balance.plan(cluster, Weights.EQUAL, limits);
        assertThat(Balance.plan(Clusters.shuffled(cluster, 1), Weights.EQUAL, limits))
                .isEqualTo(plan);
        assertThat(Balance.plan(Clusters.shuffled(cluster, 2), Weights.EQUAL, limits))
                .isEqualTo(plan);
    }

    @Test
    void makesNoMoveThatGainsLessThanAsked() {
        Cluster cluster = Clusters.cloud(60, 900, 9);
        double least = 0.002;
        RebalancePlan plan = Balance.plan(cluster, Weights.EQUAL, Limits.ofGain(least));
        assertThat(plan.moves()).isNotEmpty().allMatch(move -> move.gain() >= least);
        assertThat(plan.moves().size())
                .isLessThan(
                        Balance.plan(cluster, Weights.EQUAL, ANY_GAIN).moves().size());
    }

    @Test
    void takesTheMostUsefulMovesWhereTheirNumberIsLimited() {
        Cluster cluster = Clusters.cloud(60, 900, 10);
        List<Move> all = Balance.plan(cluster, Weights.EQUAL, ANY_GAIN).moves();
        RebalancePlan plan = Balance.plan(cluster, Weights.EQUAL, new Limits(5, 0, Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(plan.moves()).isEqualTo(all.subList(0, 5));
        assertThat(plan.stop()).isEqualTo(Stop.MOVES);
    }

    @Test
    void movesNoInstanceThatWouldBeDownTooLong() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 4)
                .host("b", 0)
                .change("a-0", guest -> down(guest, 5001))
                .change("a-1", guest -> down(guest, 5001))
                .change("a-2", guest -> down(guest, 5001))
                .change("a-3", guest -> down(guest, 5000));
        RebalancePlan plan = plan(builder, new Limits(9, 0, 5000, Long.MAX_VALUE));
        assertThat(plan.moves()).extracting(Move::instanceId).containsExactly("a-3");
        assertThat(plan.stop()).isEqualTo(Stop.DOWNTIME);
    }

    @Test
    void keepsTheDowntimeInSum() {
        Cluster cluster = Clusters.cloud(60, 900, 11);
        long most = 200_000;
        RebalancePlan plan =
                Balance.plan(cluster, Weights.EQUAL, new Limits(Integer.MAX_VALUE, 0, Long.MAX_VALUE, most));
        assertThat(plan.moves().stream().mapToLong(Move::downMillis).sum())
                .isGreaterThan(most / 2)
                .isLessThanOrEqualTo(most);
        assertThat(plan.stop()).isEqualTo(Stop.DOWNTIME);
    }

    @Test
    void refusesAClusterThatContradictsItself() {
        assertThatThrownBy(
                        () -> new Clusters.Builder().host("a", 1).host("a", 1).cluster())
                .hasMessage("host a is given twice");
        assertThatThrownBy(() -> new Clusters.Builder()
                        .host("a", 1)
                        .change("a-0", guest -> Clusters.at(guest, "z"))
                        .cluster())
                .hasMessage("instance a-0 is on z, not given");
    }

    @Test
    void countsNoHostThatTakesNoPart() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 3).host("b", 3).host("drained", 0, false, false);
        assertThat(Balance.score(builder.cluster(), Weights.EQUAL)).isZero();
    }

    @Test
    void evensHostsOfDifferentSizesByTheirFractions() {
        Cluster cluster = Clusters.cloud(90, 1300, 12);
        Cluster after = Clusters.after(
                cluster, Balance.plan(cluster, Weights.EQUAL, ANY_GAIN).moves());
        Map<Boolean, double[]> memory = new HashMap<>();
        after.hosts().stream().filter(HostLoad::receives).forEach(host -> {
            double[] sums = memory.computeIfAbsent(host.memoryMiB().total() > 500 << 10, big -> new double[2]);
            sums[0] += host.memoryMiB().used();
            sums[1] += host.memoryMiB().total() - host.memoryMiB().reserved();
        });
        assertThat(memory).hasSize(2);
        assertThat(memory.values())
                .allSatisfy(sums -> assertThat(sums[0] / sums[1]).isBetween(0.3, 0.6));
    }

    private static RebalancePlan plan(Clusters.Builder builder, Limits limits) {
        return Balance.plan(builder.cluster(), Weights.EQUAL, limits);
    }

    private static Guest down(Guest guest, long millis) {
        return new Guest(
                guest.id(),
                guest.name(),
                guest.host(),
                guest.memoryMiB(),
                guest.vcpus(),
                guest.diskGiB(),
                guest.allowedHosts(),
                guest.movable(),
                millis);
    }

    private static Guest sized(Guest guest, long memoryGiB, long vcpus, long diskGiB) {
        return new Guest(
                guest.id(),
                guest.name(),
                guest.host(),
                memoryGiB << 10,
                vcpus,
                diskGiB,
                null,
                true,
                guest.downMillis());
    }
}
