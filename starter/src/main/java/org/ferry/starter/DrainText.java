package org.ferry.starter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ferry.report.Human;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Outcome;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** The report of a drain: every instance as a table, then what came of it; or the plan for it. */
final class DrainText {
    private final DrainRun drain;
    private final DrainReport report;
    private final Style style;
    private final int columns;
    private final Lines lines = new Lines();

    private DrainText(DrainRun drain, Style style, int columns) {
        this.drain = drain;
        this.report = drain.report();
        this.style = style;
        this.columns = columns;
    }

    /** Its lines. */
    static List<String> of(DrainRun drain, long now, String url, Style style, int columns) {
        DrainText text = new DrainText(drain, style, columns);
        if (!drain.report().moves().isEmpty()) {
            text.lines.addAll(drain.report().dryRun() ? text.plan() : text.moves(now));
            text.lines.add("");
        }
        text.result(now);
        text.lines.fact("web UI", url);
        return text.lines.all();
    }

    private List<String> plan() {
        Table table = new Table(style, "INSTANCE", "METHOD", "TO", ">TIME", "WHY NOT");
        for (InstanceMove move : report.moves()) {
            table.row(
                    move.instance().name(),
                    DrainFrame.orDash(move.method()),
                    move.is(State.WAITING) ? DrainFrame.orDash(move.target()) : "-",
                    move.is(State.WAITING) ? Human.duration(move.estimateMillis()) : "-",
                    Request.inOptions(move.note().strip()));
        }
        return table.lines(columns);
    }

    private List<String> moves(long now) {
        Table table = new Table(style, "INSTANCE", "STATE", "TO", "METHOD", ">TOOK", ">DOWNTIME", ">TRIES", "NOTE");
        for (InstanceMove move : report.moves()) {
            table.row(
                    move.instance().name(),
                    move.state().text(),
                    move.is(State.LEFT, State.BLOCKED, State.GONE) ? "-" : DrainFrame.orDash(move.target()),
                    DrainFrame.orDash(move.method()),
                    took(move, now),
                    move.downMillis() == 0 ? "-" : Human.duration(move.downMillis()),
                    String.valueOf(move.attempts()),
                    Request.inOptions(move.note().strip()));
        }
        return table.lines(columns);
    }

    private static String took(InstanceMove move, long now) {
        long millis = move.is(State.MOVING, State.FOLLOWED) ? now - move.startedAt() : move.millis();
        return millis == 0 ? "-" : Human.duration(millis);
    }

    private void result(long now) {
        Outcome outcome = drain.outcome();
        lines.add(
                style.strong(drain.title()) + ": " + headline(outcome) + " after " + Human.duration(drain.millis(now)));
        if (outcome != null && !outcome.message().isEmpty()) {
            lines.block("reason", Request.inOptions(outcome.message()));
        }
        if (report.dryRun() || !report.moves().isEmpty()) {
            lines.fact(report.dryRun() ? "planned" : "moved", summary());
        }
        report.left().forEach(left -> lines.fact("left", left));
        report.notes().forEach(note -> lines.fact("note", note));
        if (outcome == null && report.attention() != null) {
            lines.block("needed", "a person: " + Request.inOptions(report.attention()));
        }
        if (drain.waitingFor() != null) {
            lines.fact("waiting", "for " + drain.waitingFor());
        }
        ComputeService before = report.before();
        if (before != null) {
            lines.fact("service", "nova-compute was " + state(before) + " before the drain");
        }
    }

    private String headline(@Nullable Outcome outcome) {
        if (outcome == null) {
            return style.warning(report.phase());
        }
        return switch (outcome.kind()) {
            case MOVED -> style.good("the host is empty");
            case PLANNED -> style.good("planned, and nothing touched");
            case REFUSED -> style.bad("refused");
            case CANCELLED -> style.warning("cancelled");
            case NEEDS_OPERATOR -> style.bad("a person has to see to what is left");
            case RETURNED, UNEXPECTED -> style.bad("failed, unexpectedly");
        };
    }

    private String summary() {
        List<String> parts = new ArrayList<>();
        String others = Tally.others(drain);
        if (report.dryRun()) {
            parts.add(report.moves().size() + " instances: " + (others.isEmpty() ? "none to move" : others));
        } else {
            List<InstanceMove> moved = drain.in(State.MOVED);
            parts.add(moved.size() + " of " + report.moves().size() + " instances"
                    + (others.isEmpty() ? "" : "; " + others));
            long bytes = moved.stream().mapToLong(InstanceMove::bytes).sum();
            if (bytes > 0) {
                parts.add(Human.size(bytes));
            }
            moved.stream()
                    .filter(move -> move.downMillis() > 0)
                    .max(Comparator.comparingLong(InstanceMove::downMillis))
                    .ifPresent(move -> parts.add("longest downtime " + Human.duration(move.downMillis()) + ", "
                            + move.instance().name()));
        }
        return String.join("; ", parts);
    }

    private static String state(ComputeService before) {
        String reason = before.disabledReason();
        return before.enabled()
                ? "enabled"
                : "disabled" + (reason == null || reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
