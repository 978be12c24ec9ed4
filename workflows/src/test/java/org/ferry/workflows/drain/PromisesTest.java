package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.drain.Promises.Room;
import org.junit.jupiter.api.Test;

/** Which host each instance is promised to. */
class PromisesTest {
    private static final List<String> ANY = List.of("b", "c");
    private final List<InstanceMove> moves = new ArrayList<>();

    @Test
    void promisesAHostNoMoreThanItHas() {
        add("1", 4, ANY);
        add("2", 4, ANY);
        add("3", 4, ANY);

        assertThat(promised(Map.of("b", room(8), "c", room(4)), List.of()))
                .containsExactlyInAnyOrder("1→b", "2→b", "3→c");
    }

    @Test
    void blocksOneThatFindsNoRoomBesideTheOthersAndSaysWhatItNeeds() {
        add("1", 4, ANY);
        add("2", 4, ANY);

        assertThat(promised(Map.of("b", room(4), "c", room(3)), List.of())).containsExactly("1→b", "2→null");
        assertThat(moves.get(1).state()).isEqualTo(State.BLOCKED);
        assertThat(moves.get(1).note()).contains("needs 4096 MiB").contains("may go to b, c");
    }

    @Test
    void placesLargeOnesFirstSoThatAllFit() {
        add("1", 2, ANY);
        add("2", 2, ANY);
        add("3", 4, ANY);

        assertThat(promised(Map.of("b", room(4), "c", room(4)), List.of()))
                .doesNotContain("1→null", "2→null", "3→null");
    }

    @Test
    void givesRoomThatIsFreeAgainToOneThatWasBlocked() {
        add("1", 4, ANY);
        promised(Map.of("b", room(1), "c", room(1)), List.of());
        assertThat(moves.get(0).state()).isEqualTo(State.BLOCKED);

        assertThat(promised(Map.of("b", room(8), "c", room(1)), List.of())).containsExactly("1→b");
        assertThat(moves.get(0).state()).isEqualTo(State.WAITING);
    }

    @Test
    void keepsWhatIsPromisedAlready() {
        add("1", 4, ANY);
        promised(Map.of("b", room(4), "c", room(0)), List.of());
        add("2", 4, ANY);

        assertThat(promised(Map.of("b", room(4), "c", room(4)), List.of())).containsExactly("1→b", "2→c");
    }

    @Test
    void goesNowhereElseThanToAHostThatMayTakeIt() {
        add("1", 1, List.of("c"));

        assertThat(promised(Map.of("b", room(64), "c", room(1)), List.of())).containsExactly("1→c");
    }

    @Test
    void keepsMembersOfAGroupApartThatAreMovedTogether() {
        add("1", 1, ANY);
        add("2", 1, ANY);
        ServerGroup group = new ServerGroup(
                "g",
                "apart",
                "anti-affinity",
                1,
                List.of(new ServerGroup.Member("1", "a", ""), new ServerGroup.Member("2", "a", "")));

        assertThat(promised(Map.of("b", room(64), "c", room(2)), List.of(group)))
                .containsExactlyInAnyOrder("1→b", "2→c");
        assertThat(moves).extracting(InstanceMove::state).containsOnly(State.WAITING);
    }

    @Test
    void countsMembersThatAreThereOrOnTheirWay() {
        add("1", 1, ANY);
        ServerGroup group = new ServerGroup(
                "g",
                "apart",
                "anti-affinity",
                1,
                List.of(new ServerGroup.Member("8", "b", ""), new ServerGroup.Member("9", "a", "c")));

        assertThat(promised(Map.of("b", room(64), "c", room(64)), List.of(group)))
                .containsExactly("1→null");
    }

    private void add(String id, long gib, List<String> mayGoTo) {
        InstanceSummary instance = new InstanceSummary(id, "vm-" + id, null, 1, gib << 10, 1, List.of("g"));
        moves.add(InstanceMove.planned(instance, "cold", 1000, mayGoTo));
    }

    private static Room room(long gib) {
        return new Room(100, gib << 10, 100);
    }

    private List<String> promised(Map<String, Room> rooms, List<ServerGroup> groups) {
        List<InstanceMove> given = Promises.give(moves, rooms, groups);
        moves.clear();
        moves.addAll(given);
        return moves.stream()
                .map(move -> move.instance().id() + "→" + move.target())
                .toList();
    }
}
