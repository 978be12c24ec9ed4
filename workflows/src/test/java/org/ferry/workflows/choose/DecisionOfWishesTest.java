package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: what the instance's owner and the person who moves it want. */
class DecisionOfWishesTest {
    private static final String ALL = "block-live, cold, manual";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"policies", "methods", "downtimes"})
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> policies() {
        return Stream.of(
                Case.of(
                        "the policy live",
                        given -> given.policy("live"),
                        "block-live",
                        "cold: its owner's policy is ferry:policy=live; move it all the same with \"ignorePolicy\": true",
                        "forced-cold: its owner's policy is ferry:policy=live",
                        "manual: its owner's policy is ferry:policy=live"),
                Case.of(
                        "the policy live and a stopped instance",
                        given -> given.policy("live").stopped(),
                        "",
                        "live: only what runs can move live",
                        "cold: ferry:policy=live"),
                Case.of(
                        "the policy cold",
                        given -> given.policy("cold"),
                        "block-live, cold",
                        "manual: its owner's policy is ferry:policy=cold"),
                Case.of("the policy manual", given -> given.policy("manual"), ALL),
                Case.of(
                        "the policy never",
                        given -> given.policy("never"),
                        "",
                        "all: its owner's policy is ferry:policy=never"),
                Case.of(
                        "a policy that there is not",
                        given -> given.policy("maybe"),
                        "",
                        "all: its metadata has ferry:policy=maybe, which is none of live, cold, manual and never"),
                Case.of(
                        "the policy never, ignored as asked",
                        given -> given.policy("never").ignorePolicy(),
                        ALL));
    }

    static Stream<Case> methods() {
        return Stream.of(
                Case.of(
                        "a method forbidden for this run",
                        given -> given.forbid(Method.BLOCK_LIVE),
                        "cold, manual",
                        "block-live: it is forbidden for this run"),
                Case.of(
                        "all methods forbidden",
                        given -> given.forbid(Method.values()),
                        "",
                        "all: it is forbidden for this run"),
                Case.of("a method preferred", given -> given.prefer(Method.MANUAL), "manual, block-live, cold"),
                Case.of("a method preferred that is not possible", given -> given.prefer(Method.LIVE), ALL),
                Case.of(
                        "a method preferred that its owner does not want",
                        given -> given.prefer(Method.MANUAL).policy("cold"),
                        "block-live, cold"),
                Case.of("one method asked for", given -> given.method(Method.COLD), "cold"),
                Case.of(
                        "one method asked for that is not possible",
                        given -> given.method(Method.LIVE),
                        "",
                        "live: the hosts share no storage"));
    }

    static Stream<Case> downtimes() {
        return Stream.of(
                Case.of(
                        "no downtime allowed",
                        given -> given.maxDowntime(Duration.ZERO),
                        "block-live",
                        "cold: it would be down for about 40 s, more than the 0 s that this run allows",
                        "manual: it would be down for about 40 s"),
                Case.of(
                        "no downtime allowed and an instance that is down already",
                        given -> given.maxDowntime(Duration.ZERO).stopped(),
                        "cold, manual"),
                Case.of(
                        "less downtime allowed than its disk takes",
                        given -> given.maxDowntime(Duration.ofSeconds(45)).diskBytes(1L << 30),
                        "block-live",
                        "cold: it would be down for about 50 s, more than the 45 s that this run allows"),
                Case.of(
                        "downtime allowed that its disk takes at the rate of former moves by hand",
                        given -> given.maxDowntime(Duration.ofSeconds(45))
                                .diskBytes(1L << 30)
                                .rate(Method.MANUAL, 1L << 30, 3),
                        "block-live, manual",
                        "cold: it would be down for about 50 s"),
                Case.of(
                        "downtime allowed that suffices",
                        given -> given.maxDowntime(Duration.ofSeconds(60)).diskBytes(1L << 30),
                        ALL));
    }

    @Test
    void showsEveryMethodWithThePreferredOneFirst() {
        assertThat(new Given().prefer(Method.MANUAL).plan().options())
                .extracting(Plan.Option::method)
                .containsExactly("manual", "live", "block-live", "cold", "forced-cold");
    }

    @Test
    void warnsOfAPolicyThatIsIgnored() {
        assertThat(new Given().policy("never").ignorePolicy().plan().warnings())
                .containsExactly("its owner's policy ferry:policy=never is ignored, as asked");
    }

    @Test
    void warnsOfMemoryThatMayBePromisedTwice() {
        assertThat(new Given().allowOvercommit().plan().warnings())
                .singleElement()
                .asString()
                .contains("more memory of compute-2 may be promised than it has, as asked: bad performance");
    }

    @Test
    void warnsOfNothingOtherwise() {
        assertThat(new Given().policy("live").plan().warnings()).isEmpty();
    }

    @Test
    void saysWhyThisTarget() {
        assertThat(new Given().plan().targetReason()).isEqualTo("named in the request");
        assertThat(new Given().noTarget().plan().targetReason()).contains("the one with the most free memory");
        assertThat(new Given().noTarget().method(Method.COLD).plan().targetReason())
                .isEqualTo("Nova's scheduler chooses; this is what Ferry would choose");
    }

    @Test
    void plansNothingWhereNoHostWillDo() {
        Plan.Target full = new Plan.Target("compute-2", false, List.of("no room"), 0, 0);
        Plan plan = Decision.nowhere(new Given().wishes(), new Given().instance(), List.of(full));
        assertThat(plan.order()).isEmpty();
        assertThat(plan.target()).isNull();
        assertThat(plan.options())
                .allSatisfy(option -> assertThat(option.reasons())
                        .containsExactly("no compute host can take it; the list of hosts says why"));
    }

    @Test
    void leavesTheHostOfAColdMigrationToTheSchedulerWhereNobodyHasNamedOneOrTheApiCannot() {
        assertThat(leaves(Method.COLD, new Given().noTarget().method(Method.COLD)))
                .isTrue();
        assertThat(leaves(Method.COLD, new Given().noTarget().api("2.53"))).isTrue();
        assertThat(leaves(Method.COLD, new Given().noTarget())).isFalse();
        assertThat(leaves(Method.COLD, new Given().method(Method.COLD))).isFalse();
        assertThat(leaves(Method.BLOCK_LIVE, new Given().noTarget().api("2.53")))
                .isFalse();
    }

    private static boolean leaves(Method method, Given given) {
        return Decision.leavesHostToScheduler(
                method, given.wishes(), given.facts().cloud());
    }
}
