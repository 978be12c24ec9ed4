package org.ferry.workflows.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ferry.workflows.activity.Capacity.Inventory;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServerGroup.Member;
import org.ferry.workflows.balance.RebalancePlan.Move;
import org.ferry.workflows.balance.RebalancePlan.Stop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no gain is worth. */
class BalanceRulesTest {
    private static final Limits ANY_GAIN = Limits.ofGain(0);

    @ParameterizedTest
    @CsvSource({"40, 600, 1", "60, 1000, 2", "300, 5000, 3", "1000, 20000, 4"})
    void breaksNoRuleOfACloudInWhateverOrderTheMovesRun(int hosts, int guests, long seed) {
        Cluster cluster = Clusters.cloud(hosts, guests, seed);
        // The largest is to be a test of rules, not of patience.
        Limits limits = new Limits(1500, Limits.usualGain(hosts), Long.MAX_VALUE, Long.MAX_VALUE);
        RebalancePlan plan = Balance.plan(cluster, Weights.EQUAL, limits);
        assertThat(plan.scoreAfter()).isLessThan(plan.scoreBefore() / 4);
        assertAllowed(cluster, plan.moves());
        assertRoomWithoutAnyDeparture(cluster, plan.moves());
        assertGroupsWithoutAnyDeparture(cluster, plan.moves());
    }

    @Test
    void movesNothingWhereNoHostHasRoom() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 4).host("b", 2).fill("b", 95 << 10);
        RebalancePlan plan = Balance.plan(builder.cluster(), new Weights(0, 1, 1), ANY_GAIN);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.RULES);
    }

    @Test
    void countsWhatIsReservedAndHowOftenItMayBePromised() {
        Inventory none = new Inventory(0, 0, 1, 0);
        List<HostLoad> hosts = List.of(
                new HostLoad("a", none, new Inventory(10, 0, 1, 8), none, true, true),
                new HostLoad("b", none, new Inventory(10, 7, 1, 0), none, true, true),
                new HostLoad("c", none, new Inventory(2, 0, 2, 0), none, true, true));
        Guest guest = new Guest("g", "g", "a", 0, 4, 0, null, true, 0);
        assertThat(Balance.plan(new Cluster(hosts, List.of(guest), List.of()), Weights.EQUAL, ANY_GAIN)
                        .moves())
                .as("4 vCPUs: b has 3, and c would be full")
                .isEmpty();
    }

    @Test
    void movesNothingToAHostThatMayNotReceive() {
        RebalancePlan plan = plan(
                new Clusters.Builder().host("a", 4).host("b", 0, true, false).host("c", 0));
        assertThat(plan.moves()).isNotEmpty().allMatch(move -> move.to().equals("c"));
    }

    @Test
    void movesNothingAwayFromAHostThatMayNotGive() {
        RebalancePlan plan =
                plan(new Clusters.Builder().host("a", 4, false, true).host("b", 0));
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.RULES);
    }

    @Test
    void leavesAnInstanceThatMayNotBeMoved() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 2).host("b", 0).change("a-0", guest -> with(guest, null, false));
        assertThat(plan(builder).moves()).extracting(Move::instanceId).containsExactly("a-1");
    }

    @Test
    void movesAnInstanceOnlyToHostsThatItIsAllowed() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 2)
                .host("b", 0)
                .host("c", 1)
                .change("a-0", guest -> with(guest, Set.of("c", "elsewhere"), true))
                .change("a-1", guest -> with(guest, Set.of(), true));
        RebalancePlan plan = plan(builder);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.RULES);
    }

    @Test
    void keepsMembersOfAnAntiAffinityGroupApart() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 2)
                .host("b", 1)
                .host("c", 0)
                .group("anti-affinity", 1, "a-0", "a-1", "b-0")
                .host("d", 3);
        Cluster after = after(builder);
        assertThat(groupHosts(after)).doesNotHaveDuplicates();
    }

    @Test
    void letsAsManyMembersTogetherAsTheGroupAllows() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 4).host("b", 0).group("anti-affinity", 2, "a-0", "a-1", "a-2", "a-3");
        Cluster after = after(builder);
        assertThat(groupHosts(after)).containsExactlyInAnyOrder("a", "a", "b", "b");
    }

    @Test
    void mendsABrokenGroupBeforeAnythingElse() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 8).host("b", 2).host("c", 3).group("anti-affinity", 1, "b-0", "b-1");
        RebalancePlan plan = plan(builder);
        assertThat(plan.scoreBefore()).isGreaterThan(1);
        assertThat(plan.moves().get(0).from()).isEqualTo("b");
        assertThat(plan.moves().get(0).gain()).isGreaterThan(0.5);
        assertThat(plan.scoreAfter()).isLessThan(1);
    }

    @Test
    void bringsASplitAffinityGroupTogether() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 2).host("b", 2).group("affinity", 1, "a-0", "b-0");
        RebalancePlan plan = plan(builder);
        assertThat(plan.scoreBefore()).isEqualTo(1);
        assertThat(groupHosts(Clusters.after(builder.cluster(), plan.moves()))).containsExactly("b", "b");
    }

    @Test
    void doesNotTakeAnAffinityGroupApart() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 4).host("b", 0).group("affinity", 1, "a-0", "a-1", "a-2");
        assertThat(plan(builder).moves()).extracting(Move::instanceId).containsExactly("a-3");
    }

    @Test
    void makesNoSoftGroupWorse() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 3)
                .host("b", 1)
                .group("soft-anti-affinity", 1, "a-0", "b-0")
                .group("soft-affinity", 1, "a-1", "a-2");
        RebalancePlan plan = plan(builder);
        assertThat(plan.moves()).isEmpty();
        assertThat(plan.stop()).isEqualTo(Stop.RULES);
    }

    @Test
    void keepsAwayFromWhereAMemberIsMovingTo() {
        Clusters.Builder builder = new Clusters.Builder()
                .host("a", 2)
                .host("b", 0)
                .host("c", 0)
                .group(
                        "anti-affinity",
                        1,
                        List.of(new Member("a-0", "a", ""), new Member("a-1", "a", ""), new Member("x", "z", "b")));
        assertThat(plan(builder).moves()).hasSize(1).allMatch(move -> move.to().equals("c"));
    }

    @Test
    void movesNoMemberOfAGroupWhosePolicyItDoesNotKnow() {
        Clusters.Builder builder =
                new Clusters.Builder().host("a", 2).host("b", 0).group("fancy", 1, "a-0", "a-1");
        assertThat(plan(builder).moves()).isEmpty();
    }

    private static void assertAllowed(Cluster cluster, List<Move> moves) {
        Map<String, Guest> guests = new HashMap<>();
        cluster.guests().forEach(guest -> guests.put(guest.id(), guest));
        Map<String, HostLoad> hosts = new HashMap<>();
        cluster.hosts().forEach(host -> hosts.put(host.name(), host));
        assertThat(moves).allSatisfy(move -> {
            Guest guest = Objects.requireNonNull(guests.get(move.instanceId()));
            assertThat(guest.movable()).isTrue();
            assertThat(guest.host()).isEqualTo(move.from()).isNotEqualTo(move.to());
            assertThat(guest.allowedHosts()).contains(move.to());
            assertThat(hosts.get(move.to())).matches(HostLoad::receives);
            assertThat(hosts.get(move.from())).matches(HostLoad::gives);
        });
    }

    private static void assertRoomWithoutAnyDeparture(Cluster cluster, List<Move> moves) {
        Map<String, Guest> guests = new HashMap<>();
        cluster.guests().forEach(guest -> guests.put(guest.id(), guest));
        for (HostLoad host : cluster.hosts()) {
            List<Guest> coming = new ArrayList<>();
            moves.stream()
                    .filter(move -> move.to().equals(host.name()))
                    .forEach(move -> coming.add(guests.get(move.instanceId())));
            for (int resource = 0; resource < Load.RESOURCES; resource++) {
                int which = resource;
                assertThat(coming.stream().mapToLong(guest -> guest.need(which)).sum())
                        .as("resource %d of %s", resource, host)
                        .isLessThanOrEqualTo(
                                Math.max(0, host.inventory(resource).free()));
            }
        }
    }

    private static void assertGroupsWithoutAnyDeparture(Cluster cluster, List<Move> moves) {
        Map<String, String> targets = new HashMap<>();
        moves.forEach(move -> targets.put(move.instanceId(), move.to()));
        for (ServerGroup group : cluster.groups()) {
            Set<String> taken = new HashSet<>();
            group.members().forEach(member -> taken.add(member.host()));
            for (Member member : group.members()) {
                String target = targets.get(member.instanceId());
                assertThat(target == null || taken.add(target)).as("%s", group).isTrue();
            }
        }
    }

    private static List<String> groupHosts(Cluster cluster) {
        return cluster.groups().get(0).members().stream().map(Member::host).toList();
    }

    private static Cluster after(Clusters.Builder builder) {
        return Clusters.after(builder.cluster(), plan(builder).moves());
    }

    private static RebalancePlan plan(Clusters.Builder builder) {
        return Balance.plan(builder.cluster(), Weights.EQUAL, ANY_GAIN);
    }

    private static Guest with(Guest guest, @Nullable Set<String> allowed, boolean movable) {
        return new Guest(
                guest.id(),
                guest.name(),
                guest.host(),
                guest.memoryMiB(),
                guest.vcpus(),
                guest.diskGiB(),
                allowed,
                movable,
                guest.downMillis());
    }
}
