package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.ferry.report.Human;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;

/** One picture of a run, cut to the size of a terminal. */
final class Frame {
    /** How wide a bar is. */
    static final int BAR = 24;

    private static final int WIDEST_NAME = 72;

    private final Style style;
    private final int rows;
    private final int columns;

    Frame(Style style, int rows, int columns) {
        this.style = style;
        this.rows = rows;
        this.columns = columns;
    }

    /** Its lines; the oldest steps make room where there are too many. */
    List<String> lines(Run run, long now) {
        List<String> head = head(run, now);
        List<String> steps = steps(run, now);
        List<String> tail = tail(run, now);
        // One row for the cursor, one for the line that tells of those left out.
        int room = Math.max(1, rows - head.size() - tail.size() - 2);
        List<String> lines = new ArrayList<>(head);
        if (steps.size() > room) {
            lines.add(style.faint("  … earlier steps"));
            steps = steps.subList(steps.size() - room, steps.size());
        }
        lines.addAll(steps);
        lines.addAll(tail);
        return lines;
    }

    /** A text cut into lines that fit, the first one after the given mark. */
    List<String> wrapped(String mark, String text) {
        List<String> marked = new ArrayList<>();
        for (String line : Human.wrapped(text, Math.max(20, columns - mark.length() - 1))) {
            marked.add((marked.isEmpty() ? mark : " ".repeat(mark.length())) + line);
        }
        return marked;
    }

    /** Where from, where to and how, as far as it is known. */
    static String route(Run run) {
        String source = run.progress().source();
        String target = run.progress().target();
        if (target == null || target.isEmpty()) {
            return (source == null ? "" : "from " + source + ", ") + run.method();
        }
        String from = source == null || source.equals(target) ? "" : source + " ";
        return from + "→ " + target + ", " + run.method();
    }

    /** How a person answers a run that waits for a choice. */
    static String choose(Run run) {
        return "ferry choose " + run.progress().instance() + " " + String.join(" | ", run.choices());
    }

    /** How wide the column of step names is. */
    static int nameWidth(List<Step> steps) {
        int longest =
                steps.stream().mapToInt(step -> step.name().length()).max().orElse(0);
        return Math.min(WIDEST_NAME, longest);
    }

    private List<String> head(Run run, long now) {
        String phase = run.progress().phase() + ", " + Human.duration(run.millis(now));
        return List.of(style.strong(run.title()) + "  " + route(run) + "  " + style.strong(phase), "");
    }

    private List<String> steps(Run run, long now) {
        int width = Math.min(nameWidth(run.steps()), Math.max(20, columns - 14));
        List<String> lines = new ArrayList<>();
        for (Step step : run.steps()) {
            boolean running = step.state() == Step.State.RUNNING;
            String time = "%8s".formatted(Human.duration(running ? now - step.startedAt() : step.millis()));
            lines.add(style.mark(step.state()) + " " + column(step.name(), width) + "  "
                    + (running ? style.strong(time) : time));
            String progress = ProgressText.of(step.told());
            if (running && !progress.isEmpty()) {
                lines.add("  " + style.bar(step.told().percent(), BAR) + progress);
            }
            if (running && step.failure() != null) {
                wrapped("  ", "attempt " + step.attempt() + ", failed before: " + step.failure())
                        .forEach(line -> lines.add(style.warning(line)));
            }
        }
        return lines;
    }

    private List<String> tail(Run run, long now) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (run.progress().instanceDown()) {
            lines.add(style.warning("the instance is down for " + Human.duration(run.downMillis(now))));
        } else if (run.downMillis(now) > 0) {
            lines.add("the instance was down for " + Human.duration(run.downMillis(now)));
        }
        if (run.progress().attention() != null) {
            wrapped("! ", "a person is needed: " + run.progress().attention())
                    .forEach(line -> lines.add(style.bad(line)));
        }
        if (!run.choices().isEmpty()) {
            wrapped("choose: ", choose(run)).forEach(line -> lines.add(style.strong(line)));
        }
        if (run.waitingFor() != null) {
            lines.add(style.warning("waiting for " + run.waitingFor()));
        }
        lines.add(style.faint("Ctrl-C ends the watching, not the run"));
        return lines;
    }

    private static String column(String text, int width) {
        return text.length() > width ? text.substring(0, width - 1) + "…" : text + " ".repeat(width - text.length());
    }
}
