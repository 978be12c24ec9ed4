package org.ferry.workflows.balance;

import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hosts that may receive, as places in the list of hosts: all of them, and those among a set of names. */
final class Targets {
    private final Map<String, Integer> places = new HashMap<>();
    private final BitSet receivers = new BitSet();
    private final int[] all;
    private final IdentityHashMap<Set<String>, int[]> ofSets = new IdentityHashMap<>();
    private final Map<BitSet, int[]> alike = new HashMap<>();

    Targets(List<HostLoad> hosts) {
        for (HostLoad host : hosts) {
            if (host.receives()) {
                receivers.set(places.size());
            }
            places.put(host.name(), places.size());
        }
        all = receivers.stream().toArray();
    }

    int[] all() {
        return all;
    }

    /** The same array for the same names. */
    int[] among(@Nullable Set<String> names) {
        return names == null ? all : ofSets.computeIfAbsent(names, this::find);
    }

    private int[] find(Set<String> names) {
        BitSet found = new BitSet();
        for (String name : names) {
            Integer place = places.get(name);
            if (place != null) {
                found.set(place);
            }
        }
        found.and(receivers);
        return alike.computeIfAbsent(found, set -> set.stream().toArray());
    }
}
