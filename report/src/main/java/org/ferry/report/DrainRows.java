package org.ferry.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.ferry.report.Timeline.Bar;
import org.ferry.report.Timeline.Tick;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.Failed;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** The instances of a drain as the page lists them: on the timeline, in the table, and with the moves that failed. */
final class DrainRows {
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH);
    private static final String NONE = "–";

    private final DrainReport report;
    private final ZoneId zone;
    private final Timeline line;

    DrainRows(DrainReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
        this.line = new Timeline(report.startedAt(), end(), zone);
    }

    /** One instance's moves along the time. */
    record TimelineRow(String name, List<Bar> bars, String result) {}

    /** One instance in the table. */
    record MoveRow(
            String name,
            String id,
            String state,
            String target,
            String method,
            String began,
            String waited,
            String took,
            String down,
            String moved,
            int tries,
            String note) {}

    /** One move that failed. */
    record FailedRow(String began, String name, String target, String method, String took, String down, String why) {}

    List<Tick> ticks() {
        return line.ticks();
    }

    /** Those that moves were begun of, the first one first. */
    List<TimelineRow> timeline() {
        return report.moves().stream()
                .filter(move -> isShown(move) || !move.failed().isEmpty())
                .sorted(Comparator.comparingLong(DrainRows::firstStart))
                .map(move -> new TimelineRow(move.instance().name(), bars(move), result(move)))
                .toList();
    }

    /** All, in the order of the drain. */
    List<MoveRow> moves() {
        return report.moves().stream().map(this::row).toList();
    }

    /** In the order of time. */
    List<FailedRow> failures() {
        return report.moves().stream()
                .flatMap(move -> move.failed().stream().map(failed -> new FailedMove(move, failed)))
                .sorted(Comparator.comparingLong(each -> each.failed().startedAt()))
                .map(this::row)
                .toList();
    }

    /** How many have failed, also of those that are not listed. */
    int failureCount() {
        return report.moves().stream()
                .mapToInt(move -> Math.max(move.failed().size(), move.attempts() - (isShown(move) ? 1 : 0)))
                .sum();
    }

    private record FailedMove(InstanceMove move, Failed failed) {}

    private List<Bar> bars(InstanceMove move) {
        List<Bar> bars = new ArrayList<>();
        for (Failed failed : move.failed()) {
            add(bars, failed.startedAt(), failed.waitMillis(), failed.millis(), "failed", "failed: " + failed.why());
        }
        if (isShown(move)) {
            long millis = move.is(State.MOVED) ? move.millis() : end() - move.startedAt();
            String kind = !move.is(State.MOVED) ? "moving" : down(move) > 0 ? "down" : "up";
            add(bars, move.startedAt(), move.waitMillis(), millis, kind, result(move));
        }
        return bars;
    }

    private void add(List<Bar> bars, long start, long waited, long millis, String kind, String title) {
        long wait = Math.min(waited, millis);
        if (wait > 0) {
            bars.add(line.bar(start, wait, "waited", "waited for its turn, " + Human.duration(wait)));
        }
        bars.add(line.bar(start + wait, millis - wait, kind, Human.duration(millis - wait) + ", " + title));
    }

    /** In the last move; what it was down in those before stands with those. */
    private static long down(InstanceMove move) {
        return move.downMillis()
                - move.failed().stream().mapToLong(Failed::downMillis).sum();
    }

    /** Whether there is a last move that did not fail. */
    private static boolean isShown(InstanceMove move) {
        return move.startedAt() > 0 && move.is(State.MOVED, State.MOVING, State.FOLLOWED);
    }

    private static long firstStart(InstanceMove move) {
        return move.failed().isEmpty() ? move.startedAt() : move.failed().get(0).startedAt();
    }

    private static String result(InstanceMove move) {
        if (!move.is(State.MOVED)) {
            return move.state().text();
        }
        String down = down(move) > 0 ? Human.duration(down(move)) + " down" : "no downtime";
        return move.method() + " → " + move.target() + ", " + down;
    }

    private MoveRow row(InstanceMove move) {
        boolean goes = move.is(State.WAITING, State.MOVING, State.FOLLOWED, State.MOVED);
        return new MoveRow(
                move.instance().name(),
                move.instance().id(),
                move.state().text(),
                goes ? orNone(move.target()) : NONE,
                orNone(move.method()),
                isShown(move) ? time(move.startedAt()) : NONE,
                duration(move.waitMillis()),
                duration(move.millis()),
                duration(move.downMillis()),
                move.is(State.MOVED) ? Human.size(move.bytes()) : NONE,
                move.attempts(),
                move.note().strip());
    }

    private FailedRow row(FailedMove each) {
        Failed failed = each.failed();
        return new FailedRow(
                time(failed.startedAt()),
                each.move().instance().name(),
                orNone(failed.target()),
                orNone(failed.method()),
                duration(failed.millis()),
                duration(failed.downMillis()),
                failed.why().strip());
    }

    private long end() {
        return report.startedAt() + report.millis();
    }

    private String time(long millis) {
        return DAY_AND_TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private static String duration(long millis) {
        return millis == 0 ? NONE : Human.duration(millis);
    }

    private static String orNone(@Nullable String text) {
        return text == null || text.isEmpty() ? NONE : text;
    }
}
