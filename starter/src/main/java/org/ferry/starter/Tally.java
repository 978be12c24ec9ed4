package org.ferry.starter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ferry.report.Human;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.Phase;
import org.jspecify.annotations.Nullable;

/**
 * How far a drain is. Instances count as much as their moves take by the plan; those that stay do not count.
 *
 * @param moved instances that are on other hosts
 * @param total instances that are moved, or are going to be
 * @param leftMillis how long the rest takes, if it goes on as it went; -1 while nothing is done
 */
record Tally(int moved, int total, int percent, long leftMillis) {
    /** Of an instance without an estimate. */
    private static final long LEAST = 1_000;

    private static final int ALL = 100;

    /** Of a drain, at this moment. */
    static Tally of(DrainRun drain, long now) {
        List<InstanceMove> work = drain.in(State.WAITING, State.MOVING, State.FOLLOWED, State.MOVED);
        long total = work.stream().mapToLong(Tally::weight).sum();
        long done = work.stream().mapToLong(move -> done(move, drain)).sum();
        long begun = work.stream()
                .mapToLong(InstanceMove::startedAt)
                .filter(at -> at > 0)
                .min()
                .orElse(now);
        long left = done == 0 ? -1 : Math.round((double) (now - begun) * (total - done) / done);
        int percent = total == 0 ? 0 : (int) (done * ALL / total);
        return new Tally(drain.in(State.MOVED).size(), work.size(), percent, left);
    }

    /** How far a move is; -1 where it does not tell, or where nothing is known of it. */
    static int percent(@Nullable Run move) {
        if (move == null) {
            return -1;
        }
        if (move.progress().phase().equals(Phase.FINISHING.text())) {
            return ALL;
        }
        return move.steps().stream()
                .filter(step -> step.state() == Step.State.RUNNING)
                .mapToInt(step -> step.told().percent())
                .max()
                .orElse(-1);
    }

    /** How many instances there are in each state, those that are moved apart: {@code 3 waiting, 1 left}. */
    static String others(DrainRun drain) {
        return Arrays.stream(State.values())
                .filter(state -> state != State.MOVED && !drain.in(state).isEmpty())
                .map(state -> drain.in(state).size() + " " + state.text())
                .collect(Collectors.joining(", "));
    }

    /** As people read it: {@code 50 %, 6 of 12 moved, about 12m 00s left}. */
    String text() {
        boolean ends = moved < total && leftMillis >= 0;
        return percent + " %, " + moved + " of " + total + " moved"
                + (ends ? ", about " + Human.duration(leftMillis) + " left" : "");
    }

    private static long weight(InstanceMove move) {
        return Math.max(LEAST, move.estimateMillis());
    }

    private static long done(InstanceMove move, DrainRun drain) {
        if (move.is(State.MOVED)) {
            return weight(move);
        }
        int percent = percent(drain.inFlight().get(move.instance().id()));
        return weight(move) * Math.max(0, percent) / ALL;
    }
}
