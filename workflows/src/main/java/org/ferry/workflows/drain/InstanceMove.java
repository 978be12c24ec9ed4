package org.ferry.workflows.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.activity.RunActivities.RunEnd;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the host, and what becomes of it.
 *
 * @param target compute host that it is promised to, goes to or went to; null while there is none
 * @param method what is planned, or was used
 * @param estimateMillis how long the move would take by the plan
 * @param startedAt when its last move began, in milliseconds since the epoch; 0 before
 * @param millis how long that move took; 0 until it has ended
 * @param downMillis how long the instance was down, in all its moves together
 * @param bytes what was moved
 * @param attempts moves that were begun
 * @param mayGoTo hosts that may take it, best first, without those that failed
 * @param note why it is blocked or left, or what a person should know
 * @param waitMillis how much of its last move it waited for its turn
 * @param failed its moves that failed, the first one first; where very many have, not all of them
 */
public record InstanceMove(
        InstanceSummary instance,
        State state,
        @Nullable String target,
        @Nullable String method,
        long estimateMillis,
        long startedAt,
        long millis,
        long downMillis,
        long bytes,
        int attempts,
        List<String> mayGoTo,
        String note,
        long waitMillis,
        List<Failed> failed) {

    /**
     * A move that failed.
     *
     * @param waitMillis how much of it it waited for its turn
     * @param method the last that was tried, or what was planned
     * @param why the beginning of the reason
     */
    public record Failed(
            long startedAt,
            long millis,
            long waitMillis,
            long downMillis,
            @Nullable String target,
            @Nullable String method,
            String why) {}

    /** What becomes of an instance. */
    public enum State {
        /** It waits for its move. */
        WAITING("waiting"),
        /** Its move goes on. */
        MOVING("moving"),
        /** A run that somebody else has started moves it; it is waited for. */
        FOLLOWED("moved by another run"),
        /** It is on another host. */
        MOVED("moved"),
        /** It can't be moved as things are. */
        BLOCKED("blocked"),
        /** It stays, for a person to see to. */
        LEFT("left"),
        /** It was deleted, or somebody else has moved it. */
        GONE("gone");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** As people read it. */
        public String text() {
            return text;
        }
    }

    /** More than are ever tried; a drain carries all its instances from run to run. */
    private static final int MOST_HOSTS = 20;

    /** The whole reason is in the run that failed. */
    private static final int LONGEST_WHY = 200;

    /** One that was planned. */
    static InstanceMove planned(InstanceSummary instance, String method, long estimateMillis, List<String> mayGoTo) {
        return new InstanceMove(
                instance,
                State.WAITING,
                null,
                method,
                estimateMillis,
                0,
                0,
                0,
                0,
                0,
                mayGoTo.subList(0, Math.min(MOST_HOSTS, mayGoTo.size())),
                "",
                0,
                List.of());
    }

    /** One that can't be moved. */
    static InstanceMove blocked(InstanceSummary instance, String why) {
        return new InstanceMove(instance, State.BLOCKED, null, null, 0, 0, 0, 0, 0, 0, List.of(), why, 0, List.of());
    }

    /** The host, free of those that failed, that it is promised to. */
    InstanceMove promised(@Nullable String host) {
        return with(State.WAITING, host, note);
    }

    InstanceMove as(State next, String why) {
        return with(next, target, why);
    }

    /** One that was planned anew, with what has become of it before. */
    InstanceMove after(@Nullable InstanceMove before) {
        return before == null
                ? this
                : new InstanceMove(
                        instance,
                        state,
                        target,
                        method,
                        estimateMillis,
                        startedAt,
                        millis,
                        before.downMillis,
                        bytes,
                        attempts,
                        mayGoTo,
                        note,
                        waitMillis,
                        before.failed);
    }

    InstanceMove begun(long now) {
        return new InstanceMove(
                instance,
                State.MOVING,
                target,
                method,
                estimateMillis,
                now,
                0,
                downMillis,
                bytes,
                attempts + 1,
                mayGoTo,
                note,
                0,
                failed);
    }

    InstanceMove moved(RunEnd end, long took) {
        return new InstanceMove(
                instance,
                State.MOVED,
                end.target(),
                end.method(),
                estimateMillis,
                startedAt,
                took,
                downMillis + end.downMillis(),
                end.bytes(),
                attempts,
                List.of(),
                String.join("; ", end.notes()),
                end.waitMillis(),
                failed);
    }

    /** After a move that failed. */
    InstanceMove failed(RunEnd end, long took, boolean onRecord) {
        List<Failed> all = new ArrayList<>(failed);
        if (onRecord) {
            String by = end.method().isEmpty() ? method : end.method();
            String why = end.message()
                    .substring(0, Math.min(LONGEST_WHY, end.message().length()));
            all.add(new Failed(startedAt, took, end.waitMillis(), end.downMillis(), target, by, why));
        }
        return new InstanceMove(
                instance,
                state,
                target,
                method,
                estimateMillis,
                startedAt,
                0,
                downMillis + end.downMillis(),
                bytes,
                attempts,
                mayGoTo,
                note,
                0,
                List.copyOf(all));
    }

    /** At the end of the queue, for another host. */
    InstanceMove again(String why) {
        List<String> others =
                mayGoTo.stream().filter(host -> !host.equals(target)).toList();
        return new InstanceMove(
                instance,
                State.WAITING,
                null,
                method,
                estimateMillis,
                startedAt,
                0,
                downMillis,
                bytes,
                attempts,
                // A host alone may have failed for a moment only.
                others.isEmpty() ? mayGoTo : others,
                why,
                0,
                failed);
    }

    /** It was too late to begin; it waits on, promised to the same host. */
    InstanceMove notBegun(String why) {
        return new InstanceMove(
                instance,
                State.WAITING,
                target,
                method,
                estimateMillis,
                0,
                0,
                downMillis,
                bytes,
                attempts - 1,
                mayGoTo,
                why,
                0,
                failed);
    }

    /** Its owner's priority; 0 where it has none, or none that is a number. */
    int priority() {
        String text = instance.priority();
        return text != null && text.matches("-?\\d{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** Whether one that the host is seen to have had left it before the look began, at that moment. */
    boolean isBack(long lookedAt) {
        return is(State.GONE) || (is(State.MOVED) && startedAt + millis < lookedAt);
    }

    /** Whether it is one of these. */
    public boolean is(State... states) {
        return Stream.of(states).anyMatch(state::equals);
    }

    private InstanceMove with(State next, @Nullable String host, String why) {
        return new InstanceMove(
                instance,
                next,
                host,
                method,
                estimateMillis,
                startedAt,
                millis,
                downMillis,
                bytes,
                attempts,
                mayGoTo,
                why,
                waitMillis,
                failed);
    }
}
