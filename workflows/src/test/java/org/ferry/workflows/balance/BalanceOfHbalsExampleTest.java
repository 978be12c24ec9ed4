package org.ferry.workflows.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.ferry.workflows.balance.HbalExample.Node;
import org.ferry.workflows.balance.HbalExample.Placed;
import org.ferry.workflows.balance.HbalExample.Step;
import org.ferry.workflows.balance.HbalExample.Use;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of hbal's manual page, completed in several ways that agree with it. */
class BalanceOfHbalsExampleTest {
    /** The page's tables are rounded to MiB and GiB. */
    private static final double ROUNDING = 3e-6;

    private final HbalExample example = new HbalExample();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theCompletedExampleHasTheScoresAndTablesOfThePage(long seed) {
        List<Placed> start = example.complete(seed);
        assertThat(start).hasSize(80);
        List<Placed> now = new ArrayList<>(start);
        assertThat(score(start, now)).isCloseTo(example.start, within(ROUNDING));
        for (Step step : example.steps) {
            now.replaceAll(instance -> instance.name().equals(step.instance())
                    ? new Placed(instance.name(), instance.memoryMiB(), step.to())
                    : instance);
            assertThat(score(start, now)).as(step.instance()).isCloseTo(step.score(), within(ROUNDING));
        }
        assertUse(
                example.use(start, start),
                example.nodes.stream().map(Node::before).toList());
        assertUse(
                example.use(start, now), example.nodes.stream().map(Node::after).toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void endsAsEvenAsHbalAndMovesFewerGuests(long seed) {
        HbalOurWay ours = HbalOurWay.balance(example, example.complete(seed));
        double hbals = example.steps.get(example.steps.size() - 1).score();
        assertThat(score(ours.start(), ours.end())).isLessThan(hbals + ROUNDING);
        assertThat(ours.guests()).isEqualTo(8);
        assertThat(ours.moves()).hasSizeBetween(15, 26);
    }

    private double score(List<Placed> start, List<Placed> now) {
        return example.score(example.use(start, now));
    }

    private static void assertUse(List<Use> found, List<Use> told) {
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("primaries", "secondaries")
                .isEqualTo(told);
    }
}
