package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ferry.report.Human;
import org.ferry.workflows.choose.Plan;

/** A plan: what would be done, every method with what speaks against it, and every host. */
final class PlanText {
    private final Plan plan;
    private final Style style;
    private final int columns;
    private final List<String> lines = new ArrayList<>();

    private PlanText(Plan plan, Style style, int columns) {
        this.plan = plan;
        this.style = style;
        this.columns = columns;
    }

    /** Its lines. */
    static List<String> of(Plan plan, Style style, int columns) {
        PlanText text = new PlanText(plan, style, columns);
        text.head();
        text.methods();
        text.changes();
        text.targets();
        plan.warnings().forEach(warning -> text.block(style.warning("warning: "), "warning: ".length(), warning));
        if (plan.warnings().isEmpty()) {
            text.lines.remove(text.lines.size() - 1);
        }
        return text.lines;
    }

    private void head() {
        String target = plan.target() == null ? "nowhere" : plan.target();
        lines.add(style.strong(plan.name()) + " (" + plan.instance() + ") " + plan.source() + " → " + target + ": "
                + (plan.order().isEmpty()
                        ? style.bad("not possible")
                        : style.good(plan.order().get(0))));
        block("  target  ", 10, (plan.target() == null ? "" : target + ", ") + plan.targetReason());
        if (plan.order().size() > 1) {
            String others = plan.order().stream().skip(1).collect(Collectors.joining(", then "));
            block("  else    ", 10, others + ", where the one before fails and leaves the instance well");
        }
        lines.add("");
    }

    private void methods() {
        Table table = new Table(style, ">TRY", "METHOD", "POSSIBLE", ">TIME", ">DOWNTIME", "WHY NOT, OR BASIS");
        for (Plan.Option option : plan.options()) {
            int place = plan.order().indexOf(option.method());
            String[] cells = {
                place < 0 ? "" : String.valueOf(place + 1),
                option.method(),
                option.possible() ? "yes" : "no",
                isEstimated(option) ? Human.duration(option.millis()) : "-",
                isEstimated(option) ? downtime(option) : "-",
                option.possible() ? basis(option, place) : reasons(option.reasons())
            };
            if (place == 0) {
                table.strongRow(cells);
            } else {
                table.row(cells);
            }
        }
        add(table);
    }

    private void changes() {
        plan.options().stream()
                .filter(option -> plan.order().indexOf(option.method()) == 0)
                .filter(option -> !option.changes().isEmpty())
                .forEach(option -> {
                    lines.add("What " + option.method() + " would change:");
                    option.changes().forEach(change -> block("  - ", 4, change));
                    lines.add("");
                });
    }

    private void targets() {
        if (plan.targets().isEmpty()) {
            return;
        }
        Table table = new Table(style, "", "HOST", ">FREE MEMORY", ">MOVES", "WHY NOT");
        for (Plan.Target target : plan.targets()) {
            boolean offered = target.possible() || target.freeMemoryMiB() > 0;
            table.row(
                    target.host().equals(plan.target()) ? "▸" : "",
                    target.host(),
                    offered ? Human.size(target.freeMemoryMiB() << 20) : "-",
                    String.valueOf(target.moves()),
                    reasons(target.reasons()));
        }
        add(table);
    }

    /** Where nothing is possible as asked, nobody has measured for the rest. */
    private static boolean isEstimated(Plan.Option option) {
        return option.possible() && option.millis() > 0;
    }

    private static String downtime(Plan.Option option) {
        return option.downMillis() == 0 ? "none" : Human.duration(option.downMillis());
    }

    private static String basis(Plan.Option option, int place) {
        return place < 0 ? "not asked for" : option.basis();
    }

    private static String reasons(List<String> reasons) {
        return Request.inOptions(String.join("\n", reasons));
    }

    private void add(Table table) {
        lines.addAll(table.lines(columns));
        lines.add("");
    }

    private void block(String mark, int markWidth, String text) {
        String start = mark;
        for (String line : Human.wrapped(Request.inOptions(text), Math.max(30, columns - markWidth))) {
            lines.add(start + line);
            start = " ".repeat(markWidth);
        }
    }
}
