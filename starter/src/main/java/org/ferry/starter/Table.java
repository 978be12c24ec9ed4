package org.ferry.starter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ferry.report.Human;

/** Columns as wide as they must be; the last takes what is left of the line, and goes on below. */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 30;

    private final List<Row> rows = new ArrayList<>();
    private final boolean[] numbers;
    private final Style style;

    private record Row(List<String> cells, List<String> last, UnaryOperator<String> paint) {}

    /** A head with a column of numbers, set to the right, for each one that begins with {@code >}. */
    Table(Style style, String... head) {
        this.style = style;
        this.numbers = new boolean[head.length];
        String[] names = new String[head.length];
        for (int i = 0; i < head.length; i++) {
            numbers[i] = head[i].startsWith(">");
            names[i] = numbers[i] ? head[i].substring(1) : head[i];
        }
        add(style::faint, names);
    }

    /** A row, the last cell of which may have several lines. */
    void row(String... cells) {
        add(UnaryOperator.identity(), cells);
    }

    /** A row that stands out. */
    void strongRow(String... cells) {
        add(style::strong, cells);
    }

    /** Its lines, fit for this width where that is possible at all. */
    List<String> lines(int columns) {
        int[] widths = new int[numbers.length - 1];
        for (Row row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        int taken = Arrays.stream(widths).sum() + GAP.length() * widths.length;
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> add(row, widths, Math.max(NARROWEST, columns - taken), lines));
        return lines;
    }

    private void add(UnaryOperator<String> paint, String... cells) {
        List<String> all = List.of(cells);
        int last = all.size() - 1;
        rows.add(new Row(all.subList(0, last), all.get(last).lines().toList(), paint));
    }

    private void add(Row row, int[] widths, int lastWidth, List<String> lines) {
        StringBuilder start = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.cells().get(i);
            String space = " ".repeat(widths[i] - cell.length());
            start.append(numbers[i] ? space + cell : cell + space).append(GAP);
        }
        List<String> last = row.last().stream()
                .flatMap(text -> Human.wrapped(text, lastWidth).stream())
                .toList();
        lines.add(row.paint().apply((start + (last.isEmpty() ? "" : last.get(0))).stripTrailing()));
        last.stream().skip(1).forEach(text -> lines.add(" ".repeat(start.length()) + text));
    }
}
