package org.ferry.workflows.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServerGroup.Member;

/**
 * Server groups while a plan grows. Where a member is counts twice: where it will be at the end of the plan, which says
 * what is broken; and anywhere on its way, which says what is allowed, so that the moves may run in any order.
 */
final class Groups {
    private final List<Group> all = new ArrayList<>();
    private final List<List<Group>> ofGuest = new ArrayList<>();

    /** Guests and hosts are known by their places in these lists. */
    Groups(List<ServerGroup> groups, List<Guest> guests, List<HostLoad> hosts) {
        Map<String, Integer> places = new HashMap<>();
        guests.forEach(guest -> places.put(guest.id(), places.size()));
        guests.forEach(guest -> ofGuest.add(new ArrayList<>()));
        Map<String, Integer> hostPlaces = new HashMap<>();
        hosts.forEach(host -> hostPlaces.put(host.name(), hostPlaces.size()));
        for (ServerGroup given : groups) {
            Group group = new Group(given);
            for (Member member : given.members()) {
                Integer place = places.get(member.instanceId());
                // What the guest itself says of its host is the newer of the two.
                String host = place == null ? member.host() : guests.get(place).host();
                group.add(placeOf(host, hostPlaces), placeOf(member.movingTo(), hostPlaces));
                if (place != null) {
                    ofGuest.get(place).add(group);
                }
            }
            all.add(group);
        }
    }

    /** Hosts that are not to be balanced get places of their own below -1, so that they stay apart. */
    private static int placeOf(String host, Map<String, Integer> places) {
        if (host.isEmpty()) {
            return Group.NOWHERE;
        }
        Integer known = places.get(host);
        if (known != null) {
            return known;
        }
        int apart = -2 - places.size();
        places.put(host, apart);
        return apart;
    }

    boolean none(int guest) {
        return ofGuest.get(guest).isEmpty();
    }

    boolean allow(int guest, int from, int to) {
        for (Group group : ofGuest.get(guest)) {
            if (!group.allows(from, to)) {
                return false;
            }
        }
        return true;
    }

    /** How many broken rules an allowed move of the guest from here mends. */
    int mends(int guest, int from) {
        int mends = 0;
        for (Group group : ofGuest.get(guest)) {
            mends += group.mends(from);
        }
        return mends;
    }

    void move(int guest, int from, int to) {
        ofGuest.get(guest).forEach(group -> group.move(from, to));
    }

    /** Members that are where a hard rule does not want them. */
    int broken() {
        return all.stream().mapToInt(Group::broken).sum();
    }

    private static final class Group {
        private static final int NOWHERE = -1;

        private final String policy;
        private final int maxPerHost;
        private final Map<Integer, Integer> atEnd = new HashMap<>();
        private final Map<Integer, Integer> anyTime = new HashMap<>();
        private int size;

        Group(ServerGroup given) {
            policy = given.policy();
            maxPerHost = Math.max(1, given.maxPerHost());
        }

        void add(int host, int movingTo) {
            int end = movingTo == NOWHERE ? host : movingTo;
            if (end == NOWHERE) {
                return;
            }
            size++;
            atEnd.merge(end, 1, Integer::sum);
            anyTime.merge(end, 1, Integer::sum);
            if (host != NOWHERE && host != end) {
                anyTime.merge(host, 1, Integer::sum);
            }
        }

        boolean allows(int from, int to) {
            return switch (policy) {
                case "anti-affinity" -> count(anyTime, to) < maxPerHost;
                case "affinity" -> count(atEnd, to) == size - 1;
                case "soft-anti-affinity" -> count(anyTime, to) <= count(atEnd, from) - 1;
                case "soft-affinity" -> count(atEnd, to) >= count(atEnd, from) - 1;
                default -> false;
            };
        }

        int mends(int from) {
            return switch (policy) {
                case "anti-affinity" -> count(atEnd, from) > maxPerHost ? 1 : 0;
                case "affinity" -> count(atEnd, from) < size ? 1 : 0;
                default -> 0;
            };
        }

        int broken() {
            return switch (policy) {
                case "anti-affinity" ->
                    atEnd.values().stream()
                            .mapToInt(count -> Math.max(0, count - maxPerHost))
                            .sum();
                case "affinity" ->
                    size
                            - atEnd.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .max()
                                    .orElse(0);
                default -> 0;
            };
        }

        void move(int from, int to) {
            atEnd.merge(from, -1, Integer::sum);
            atEnd.merge(to, 1, Integer::sum);
            anyTime.merge(to, 1, Integer::sum);
        }

        private static int count(Map<Integer, Integer> counts, int host) {
            return counts.getOrDefault(host, 0);
        }
    }
}
