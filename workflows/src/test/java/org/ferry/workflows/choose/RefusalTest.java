package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void namesWhatHoldsForEveryMethodOnceAndNothingElse() {
        Plan plan = new Given().zone("east").stopped().plan();
        assertThat(Refusal.of(plan, null))
                .isEqualTo("\n- compute-2 is in availability zone east, the instance in nova");
    }

    @Test
    void namesTheReasonsOfEachMethodWhereTheyHaveNoneInCommon() {
        Plan plan = new Given().policy("live").stopped().plan();
        String policy = "its owner's policy is ferry:policy=live; move it all the same with \"ignorePolicy\": true";
        assertThat(Refusal.of(plan, null).split("\n"))
                .containsExactly(
                        "",
                        "- live: it is SHUTOFF (stopped); only what runs can move live; its disks are files on compute-1"
                                + " and the hosts share no storage; block-live copies them",
                        "- block-live: it is SHUTOFF (stopped); only what runs can move live",
                        "- cold: " + policy,
                        "- forced-cold: " + policy + "; it disables all other hosts for a while, which is not needed:"
                                + " since API 2.56 a cold migration names its host; it is used when asked for",
                        "- manual: " + policy);
    }

    @Test
    void namesAllReasonsOfTheOnlyMethodAskedFor() {
        Plan plan = new Given().method(Method.LIVE).zone("east").stopped().plan();
        assertThat(Refusal.of(plan, Method.LIVE).split("\n"))
                .containsExactly(
                        "",
                        "- compute-2 is in availability zone east, the instance in nova",
                        "- it is SHUTOFF (stopped); only what runs can move live",
                        "- its disks are files on compute-1 and the hosts share no storage; block-live copies them");
    }

    @Test
    void namesTheReasonsOfEachHostWhereNoneWillDo() {
        List<Plan.Target> targets = List.of(
                new Plan.Target("compute-2", false, List.of("it is down", "it is full"), 0, 0),
                new Plan.Target("compute-3", false, List.of("it is disabled"), 0, 0));
        Plan plan = Decision.nowhere(new Given().noTarget().wishes(), new Given().instance(), targets);
        assertThat(Refusal.of(plan, null).split("\n"))
                .containsExactly(
                        "",
                        "- no compute host can take it; the list of hosts says why",
                        "- compute-2: it is down; it is full",
                        "- compute-3: it is disabled");
    }
}
