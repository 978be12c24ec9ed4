package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;

/** Lines of a report: what it tells stands after a label. */
final class Lines {
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    void addAll(List<String> others) {
        lines.addAll(others);
    }

    /** One line. */
    void fact(String label, String text) {
        lines.add("  %-9s %s".formatted(label, text));
    }

    /** A text of several lines, the first of which has the label. */
    void block(String label, String text) {
        String name = label;
        for (String line : text.strip().split("\n", -1)) {
            fact(name, line);
            name = "";
        }
    }

    List<String> all() {
        return lines;
    }
}
