package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A row of the table of decisions.
 *
 * @param sentence the case
 * @param given its facts
 * @param order the methods that are tried, first to last
 * @param against {@code METHOD: TEXT}: a method that is ruled out and a part of the reason; {@code all} for every one
 */
record Case(String sentence, Given given, String order, List<String> against) {
    /** The case that differs from {@link Given}'s own by this. */
    static Case of(String sentence, UnaryOperator<Given> change, String order, String... against) {
        return new Case(sentence, change.apply(new Given()), order, Arrays.asList(against));
    }

    /** Decides, and compares. */
    void check() {
        Plan plan = given.plan();
        assertThat(String.join(", ", plan.order())).isEqualTo(order);
        for (String part : against) {
            String[] methodAndText = part.split(": ", 2);
            assertThat(methodAndText[0])
                    .matches(name -> name.equals("all") || Method.named(name).isPresent());
            for (Plan.Option option : plan.options()) {
                if (methodAndText[0].equals("all") || methodAndText[0].equals(option.method())) {
                    assertThat(option.reasons())
                            .as(option.method())
                            .anySatisfy(reason -> assertThat(reason).contains(methodAndText[1]));
                }
            }
        }
        checkWhatHoldsForEveryPlan(plan);
    }

    private void checkWhatHoldsForEveryPlan(Plan plan) {
        assertThat(given.sketch().order())
                .as("what is ruled out before the hosts are asked stays so")
                .containsAll(plan.order());
        for (Plan.Option option : plan.options()) {
            assertThat(option.possible()).isEqualTo(option.reasons().isEmpty());
            assertThat(option.reasons())
                    .doesNotHaveDuplicates()
                    .allSatisfy(
                            reason -> assertThat(reason).doesNotContain("null").doesNotEndWith("."));
            assertThat(option.possible()).isEqualTo(!option.changes().isEmpty());
        }
    }

    @Override
    public String toString() {
        return sentence + " → " + (order.isEmpty() ? "nothing" : order);
    }
}
