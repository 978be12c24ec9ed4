package org.ferry.workflows.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the best move away from one host. Guests and hosts are known by their places in lists sorted by name, and are
 * looked at in that order, so that of equals the first name wins.
 */
final class Search {
    /** Gains that differ by less are equal. */
    private static final double NOTHING = 1e-12;

    /** Which rules are looked away from, to tell why nothing was found. */
    enum Rules {
        ALL,
        NO_DOWNTIME,
        NONE
    }

    private final List<Guest> guests;
    private final Load load;
    private final Groups groups;
    private final Limits limits;
    private final long[][] needs;

    private final Targets targets;
    private final int[][] targetsOf;

    /** The same number for guests of which one move is as good as the other's; 0 for those that are like no other. */
    private final int[] likeness;

    private final int likenesses;
    private final boolean[] gives;
    private final List<List<Integer>> guestsOf = new ArrayList<>();
    private final BitSet moved = new BitSet();
    private long downMillis;

    Search(List<HostLoad> hosts, List<Guest> guests, Load load, Groups groups, Limits limits) {
        this.guests = guests;
        this.load = load;
        this.groups = groups;
        this.limits = limits;
        Map<String, Integer> places = new HashMap<>();
        for (HostLoad host : hosts) {
            places.put(host.name(), places.size());
            guestsOf.add(new ArrayList<>());
        }
        gives = new boolean[hosts.size()];
        hosts.stream().filter(HostLoad::gives).forEach(host -> gives[places.getOrDefault(host.name(), 0)] = true);
        targets = new Targets(hosts);
        needs = new long[guests.size()][];
        targetsOf = new int[guests.size()][];
        likeness = new int[guests.size()];
        Map<List<Object>, Integer> likes = new HashMap<>();
        for (int guest = 0; guest < guests.size(); guest++) {
            Guest given = guests.get(guest);
            needs[guest] = new long[] {given.need(Load.MEMORY), given.need(Load.VCPUS), given.need(Load.DISK)};
            targetsOf[guest] = targets.among(given.allowedHosts());
            if (groups.none(guest)) {
                List<Object> like = Arrays.asList(
                        given.memoryMiB(), given.vcpus(), given.diskGiB(), given.downMillis(), targetsOf[guest]);
                likeness[guest] = likes.computeIfAbsent(like, any -> likes.size() + 1);
            }
            guestsOf.get(places.getOrDefault(given.host(), 0)).add(guest);
        }
        likenesses = likes.size();
    }

    /** The best move away from this host into {@code best}, which is emptied if there is none. */
    void best(int from, Candidate best, Rules rules) {
        best.clear();
        double before = load.score();
        BitSet seen = new BitSet(likenesses + 1);
        for (int guest : guestsOf.get(from)) {
            if (mayLeave(guest, from, rules) && !seen.get(likeness[guest])) {
                if (likeness[guest] > 0) {
                    seen.set(likeness[guest]);
                }
                best(guest, from, before, best, rules);
            }
        }
    }

    private void best(int guest, int from, double before, Candidate best, Rules rules) {
        int mends = groups.none(guest) ? 0 : groups.mends(guest, from);
        long down = guests.get(guest).downMillis();
        boolean free = rules == Rules.NONE || groups.none(guest);
        load.ask(needs[guest], from);
        for (int to : rules == Rules.NONE ? targets.all() : targetsOf[guest]) {
            if (to == from || (rules != Rules.NONE && !load.fits(needs[guest], to))) {
                continue;
            }
            double gain = before - load.scoreIfMovedTo(to) + mends;
            if (best.isWorseThan(gain, down) && (free || groups.allow(guest, from, to))) {
                best.set(guest, to, mends, gain, down, load);
            }
        }
    }

    private boolean mayLeave(int guest, int from, Rules rules) {
        if (moved.get(guest)) {
            return false;
        }
        if (rules == Rules.NONE) {
            return true;
        }
        Guest given = guests.get(guest);
        return gives[from]
                && given.movable()
                && (rules == Rules.NO_DOWNTIME
                        || (given.downMillis() <= limits.maxDownMillis()
                                && given.downMillis() <= limits.maxDownMillisInSum() - downMillis));
    }

    void move(int guest, int from, int to) {
        moved.set(guest);
        downMillis += guests.get(guest).downMillis();
        guestsOf.get(from).remove((Integer) guest);
        groups.move(guest, from, to);
        load.move(needs[guest], from, to);
    }

    /** A move that was found, and what is needed to tell its gain anew when other hosts have changed. */
    static final class Candidate {
        private static final int NONE = -1;

        private int guest = NONE;
        private int to = NONE;
        private int mends;
        private double gain;
        private long down;
        private final Load.Change change = new Load.Change();

        int guest() {
            return guest;
        }

        int to() {
            return to;
        }

        double gain() {
            return gain;
        }

        boolean exists() {
            return guest != NONE;
        }

        void clear() {
            guest = NONE;
            gain = Double.NEGATIVE_INFINITY;
        }

        /** The gain by the score as it is now. */
        void refresh(Load load, double before) {
            if (exists()) {
                gain = before - load.score(change) + mends;
            }
        }

        boolean isWorseThan(Candidate other) {
            return other.exists() && isWorseThan(other.gain, other.down);
        }

        boolean isWorseThan(double otherGain, long otherDown) {
            return !exists() || otherGain > gain + NOTHING || (otherGain >= gain - NOTHING && otherDown < down);
        }

        private void set(int ofGuest, int toHost, int mended, double gained, long downFor, Load load) {
            guest = ofGuest;
            to = toHost;
            mends = mended;
            gain = gained;
            down = downFor;
            load.tell(change, toHost);
        }
    }
}
