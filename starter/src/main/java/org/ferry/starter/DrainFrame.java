package org.ferry.starter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ferry.report.Human;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** One picture of a drain, cut to the size of a terminal. */
final class DrainFrame {
    /** How wide the bar of one move is. */
    private static final int BAR = 12;

    private final Style style;
    private final int rows;
    private final int columns;

    DrainFrame(Style style, int rows, int columns) {
        this.style = style;
        this.rows = rows;
        this.columns = columns;
    }

    /** Its lines: how far it is, what is on its way, and what stays; the last make room where there are too many. */
    List<String> lines(DrainRun drain, long now) {
        List<String> lines = head(drain, now);
        List<String> tail = tail(drain);
        // One row for the cursor.
        int room = Math.max(1, rows - lines.size() - tail.size() - 1);
        List<String> middle = inFlight(drain, now);
        middle.addAll(staying(drain));
        if (middle.size() > room) {
            int shown = room - 1;
            lines.addAll(middle.subList(0, shown));
            lines.add(style.faint("  … and " + (middle.size() - shown) + " lines more"));
        } else {
            lines.addAll(middle);
        }
        lines.addAll(tail);
        return lines;
    }

    private List<String> head(DrainRun drain, long now) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(drain.title()) + "  "
                + style.strong(drain.report().phase() + ", " + Human.duration(drain.millis(now))));
        lines.add("");
        if (drain.report().moves().isEmpty()) {
            lines.add("looks at every instance");
        } else {
            Tally tally = Tally.of(drain, now);
            lines.add(style.bar(tally.percent(), Frame.BAR) + tally.text());
            lines.add(Tally.others(drain));
        }
        lines.add("");
        return lines;
    }

    private List<String> inFlight(DrainRun drain, long now) {
        List<InstanceMove> moves = drain.in(State.MOVING, State.FOLLOWED).stream()
                .sorted(Comparator.comparingLong(InstanceMove::startedAt))
                .toList();
        if (moves.isEmpty()) {
            return new ArrayList<>();
        }
        Table table = new Table(style, "INSTANCE", "TO", "METHOD", "DONE", ">TIME", "STEP");
        for (InstanceMove move : moves) {
            Run run = drain.inFlight().get(move.instance().id());
            table.row(
                    move.instance().name(),
                    orDash(move.target()),
                    orDash(move.method()),
                    done(Tally.percent(run)),
                    Human.duration(now - move.startedAt()),
                    step(run));
        }
        return table.lines(columns);
    }

    /** Without colours, which a table would count as letters. */
    private static String done(int percent) {
        return percent < 0 ? "" : new Style(false).bar(percent, BAR) + "%3d %%".formatted(percent);
    }

    private static String step(@Nullable Run run) {
        if (run == null) {
            return "";
        }
        String attention = run.progress().attention();
        return attention == null
                ? currentStep(run)
                : "! ferry watch " + run.argument() + ": " + Human.oneLine(attention);
    }

    /** What the run itself tells comes first: it waits for its turn without Temporal knowing. */
    private static String currentStep(Run run) {
        return run.progress().steps().stream()
                .filter(step -> step.state().equals("running"))
                .map(step -> step.name())
                .reduce((earlier, later) -> later)
                .or(() -> run.steps().stream()
                        .filter(step -> step.state() == Step.State.RUNNING)
                        .map(Step::name)
                        .reduce((earlier, later) -> later))
                .orElse(run.progress().phase());
    }

    private List<String> staying(DrainRun drain) {
        List<String> lines = new ArrayList<>();
        for (InstanceMove move : drain.in(State.BLOCKED, State.LEFT)) {
            String text = move.instance().name() + " " + move.state().text() + ": " + reason(move);
            lines.add(style.warning(text.length() < columns ? text : text.substring(0, columns - 2) + "…"));
        }
        return lines;
    }

    private List<String> tail(DrainRun drain) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        String attention = drain.report().attention();
        if (attention != null) {
            for (String line :
                    Human.wrapped("! a person is needed: " + inOptions(attention), Math.max(20, columns - 1))) {
                lines.add(style.bad(line));
            }
        }
        if (drain.waitingFor() != null) {
            lines.add(style.warning("waiting for " + drain.waitingFor()));
        }
        lines.add(style.faint("Ctrl-C ends the watching, not the drain"));
        return lines;
    }

    /** Why an instance stays, on one line. */
    static String reason(InstanceMove move) {
        return Human.oneLine(inOptions(move.note()));
    }

    /** A text that may be missing. */
    static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    private static String inOptions(String text) {
        return Request.inOptions(text);
    }
}
