package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WishesTest {
    @Test
    void forbidsTheMethodThatHasFailedBesideThoseForbiddenBefore() {
        Wishes wishes = new Given().forbid(Method.MANUAL).wishes().without(Method.BLOCK_LIVE);
        assertThat(wishes.forbid()).containsExactlyInAnyOrder(Method.MANUAL, Method.BLOCK_LIVE);
    }

    @Test
    void prefersItNoMore() {
        assertThat(new Given().prefer(Method.COLD).wishes().without(Method.COLD).prefer())
                .isNull();
    }

    @Test
    void goesOnPreferringAnother() {
        assertThat(new Given()
                        .prefer(Method.MANUAL)
                        .wishes()
                        .without(Method.COLD)
                        .prefer())
                .isEqualTo(Method.MANUAL);
    }

    @Test
    void keepsEverythingElse() {
        Given given = new Given()
                .target("compute-3")
                .maxDowntime(Duration.ofMinutes(1))
                .allowDisabledTarget()
                .ignorePolicy();
        assertThat(given.wishes().without(Method.LIVE))
                .usingRecursiveComparison()
                .ignoringFields("forbid")
                .isEqualTo(given.wishes());
    }

    @Test
    void leavesTheOtherMethodsInTheirOrder() {
        Given given = new Given();
        Plan next = Decision.sketch(
                given.wishes().without(Method.BLOCK_LIVE), given.facts().cloud(), List.of());
        assertThat(next.option(Method.BLOCK_LIVE).reasons()).containsExactly("it is forbidden for this run");
        assertThat(next.order()).doesNotContain("block-live").contains("cold", "manual");
    }
}
