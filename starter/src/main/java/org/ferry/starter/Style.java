package org.ferry.starter;

import org.ferry.starter.run.Step;

/**
 * Colours and marks.
 *
 * @param colours whether the terminal shows colours and its user wants them
 */
record Style(boolean colours) {
    String good(String text) {
        return coloured("32", text);
    }

    String bad(String text) {
        return coloured("31", text);
    }

    String warning(String text) {
        return coloured("33", text);
    }

    String strong(String text) {
        return coloured("1", text);
    }

    String faint(String text) {
        return coloured("2", text);
    }

    String mark(Step.State state) {
        return switch (state) {
            case RUNNING -> warning("▸");
            case DONE -> good("✔");
            case FAILED -> bad("✘");
            case CANCELLED -> faint("–");
        };
    }

    /** How far something is, with a gap behind; empty where that is below 0, for unknown. */
    String bar(int percent, int width) {
        if (percent < 0) {
            return "";
        }
        int full = Math.min(width, percent * width / 100);
        return good("█".repeat(full)) + faint("░".repeat(width - full)) + "  ";
    }

    private String coloured(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
