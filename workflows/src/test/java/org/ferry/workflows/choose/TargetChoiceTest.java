package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;
import org.junit.jupiter.api.Test;

/** Of compute-1, where the instance is, and compute-2 to compute-4 with 4 GiB of memory each. */
class TargetChoiceTest {
    private final List<ComputeHost> hosts =
            new ArrayList<>(List.of(Samples.source(), host("compute-2"), host("compute-3"), host("compute-4")));
    private final List<String> hypervisors = new ArrayList<>(
            List.of("compute-1.example", "compute-2.example", "compute-3.example", "compute-4.example"));
    private final List<Candidate> candidates =
            new ArrayList<>(List.of(offer("compute-2", 0), offer("compute-3", 0), offer("compute-4", 0)));
    private final List<ServerGroup> groups = new ArrayList<>();
    private final List<RunInFlight> inFlight = new ArrayList<>();

    @Test
    void leavesOutTheInstancesOwnHost() {
        assertThat(ranked(new Given())).extracting(Plan.Target::host).doesNotContain("compute-1");
    }

    @Test
    void takesTheFirstNameAmongEquals() {
        assertThat(order()).containsExactly("compute-2", "compute-3", "compute-4");
    }

    @Test
    void takesTheHostWithTheMostFreeMemoryFirst() {
        offers(offer("compute-2", 2048), offer("compute-3", 0), offer("compute-4", 1024));
        assertThat(order()).containsExactly("compute-3", "compute-4", "compute-2");
        assertThat(ranked(new Given()).get(0).freeMemoryMiB()).isEqualTo(3584);
    }

    @Test
    void takesTheHostWithTheFewestMovesInFlightWhereMemoryDiffersByLessThanAGibibyte() {
        offers(offer("compute-2", 0), offer("compute-3", 256), offer("compute-4", 256));
        inFlight.add(new RunInFlight("a", "compute-1", "compute-2"));
        inFlight.add(new RunInFlight("b", "compute-1", "compute-2"));
        inFlight.add(new RunInFlight("c", "compute-1", "compute-3"));
        assertThat(order()).containsExactly("compute-4", "compute-3", "compute-2");
        assertThat(ranked(new Given())).extracting(Plan.Target::moves).containsExactly(0, 1, 2);
    }

    @Test
    void prefersMemoryToFewMoves() {
        offers(offer("compute-2", 0), offer("compute-3", 2048), offer("compute-4", 2048));
        inFlight.add(new RunInFlight("a", "compute-1", "compute-2"));
        assertThat(order()).startsWith("compute-2");
    }

    @Test
    void keepsMembersOfASoftGroupApartWhateverMemoryThereIs() {
        offers(offer("compute-2", 0), offer("compute-3", 2048), offer("compute-4", 2048));
        group("soft-anti-affinity", "compute-2");
        assertThat(order()).containsExactly("compute-3", "compute-4", "compute-2");
    }

    @Test
    void takesThoseOnTheirWayForThere() {
        group("soft-anti-affinity", "compute-1");
        inFlight.add(new RunInFlight(Given.OTHER, "compute-1", "compute-2"));
        assertThat(order()).containsExactly("compute-3", "compute-4", "compute-2");
    }

    @Test
    void bringsMembersOfASoftGroupTogetherWhateverMemoryThereIs() {
        offers(offer("compute-2", 0), offer("compute-3", 0), offer("compute-4", 2048));
        group("soft-affinity", "compute-4");
        assertThat(order()).startsWith("compute-4");
    }

    @Test
    void rulesOutTheHostOfAnotherMemberOfAHardGroup() {
        group("anti-affinity", "compute-2");
        Plan.Target last = last(new Given());
        assertThat(last.host()).isEqualTo("compute-2");
        assertThat(last.possible()).isFalse();
        assertThat(last.reasons()).singleElement().asString().contains("keeps its members apart (anti-affinity)");
    }

    @Test
    void leavesNoneWhereAHardGroupFillsThemAll() {
        hosts.removeIf(host -> !Set.of("compute-1", "compute-2").contains(host.name()));
        group("anti-affinity", "compute-2");
        assertThat(ranked(new Given()))
                .singleElement()
                .satisfies(target -> assertThat(target.possible()).isFalse());
    }

    @Test
    void rulesOutAHostThatPlacementDoesNotOffer() {
        offers(offer("compute-3", 0), offer("compute-4", 0));
        assertThat(last(new Given()))
                .isEqualTo(new Plan.Target(
                        "compute-2",
                        false,
                        List.of("Placement does not offer compute-2: no room, or a trait is missing"),
                        0,
                        0));
    }

    @Test
    void rulesOutAHostOfAnotherCell() {
        hypervisors.remove("compute-2.example");
        assertThat(last(new Given()).reasons()).containsExactly("compute-2 is in another cell");
    }

    @Test
    void rulesOutADisabledHostUnlessItIsAllowed() {
        replace(new ComputeHost(
                "compute-2", "compute-2.example", "nova", true, false, "bad disk", Samples.CPU, List.of()));
        assertThat(last(new Given()).reasons()).containsExactly("nova-compute on compute-2 is disabled (bad disk)");
        assertThat(ranked(new Given().allowDisabledTarget()).get(0).host()).isEqualTo("compute-2");
    }

    @Test
    void saysNothingOfAReasonThatNobodyGave() {
        replace(new ComputeHost("compute-2", "compute-2.example", "nova", true, false, null, Samples.CPU, List.of()));
        assertThat(last(new Given()).reasons()).containsExactly("nova-compute on compute-2 is disabled");
    }

    @Test
    void rulesOutAHostThatIsDownAndOneInAnotherZone() {
        replace(new ComputeHost("compute-2", "compute-2.example", "east", false, true, null, Samples.CPU, List.of()));
        assertThat(last(new Given()).reasons())
                .containsExactly(
                        "nova-compute on compute-2 is down",
                        "compute-2 is in availability zone east, the instance in nova");
    }

    @Test
    void rulesOutOvercommitUnlessItIsAllowed() {
        Capacity promised =
                new Capacity("provider", Map.of("MEMORY_MB", new Capacity.Inventory(4096, 512, 2.0, 3500)), Set.of());
        offers(new Candidate("compute-2.example", promised), offer("compute-3", 0), offer("compute-4", 0));
        assertThat(last(new Given()).reasons()).singleElement().asString().contains("promised more memory than it has");
        assertThat(ranked(new Given().allowOvercommit()))
                .allSatisfy(target -> assertThat(target.possible()).isTrue());
    }

    @Test
    void takesAHostWhoseMemoryPlacementDoesNotTellForFull() {
        Capacity nothing = new Capacity("provider", Map.of(), Set.of());
        offers(new Candidate("compute-2.example", nothing), offer("compute-3", 0), offer("compute-4", 0));
        assertThat(last(new Given()).host()).isEqualTo("compute-2");
        assertThat(last(new Given()).freeMemoryMiB()).isZero();
    }

    private List<String> order() {
        return ranked(new Given()).stream().map(Plan.Target::host).toList();
    }

    private Plan.Target last(Given given) {
        List<Plan.Target> targets = ranked(given);
        return targets.get(targets.size() - 1);
    }

    private List<Plan.Target> ranked(Given given) {
        return TargetChoice.rank(
                new TargetChoice.Field(given.instance(), hosts, hypervisors, candidates, groups, inFlight, 256),
                given.noTarget().wishes());
    }

    private void group(String policy, String hostOfOther) {
        groups.add(new ServerGroup(
                "g",
                "web",
                policy,
                1,
                List.of(
                        new ServerGroup.Member(Samples.ID, "compute-1", ""),
                        new ServerGroup.Member(Given.OTHER, hostOfOther, ""))));
    }

    private void offers(Candidate... offered) {
        candidates.clear();
        candidates.addAll(List.of(offered));
    }

    private void replace(ComputeHost host) {
        hosts.removeIf(other -> other.name().equals(host.name()));
        hosts.add(host);
    }

    private static ComputeHost host(String name) {
        return new ComputeHost(name, name + ".example", "nova", true, true, null, Samples.CPU, List.of());
    }

    private static Candidate offer(String host, long memoryUsed) {
        return new Candidate(
                host + ".example",
                new Capacity(
                        "provider-of-" + host,
                        Map.of("MEMORY_MB", new Capacity.Inventory(4096, 512, 1.0, memoryUsed)),
                        Set.of()));
    }
}
