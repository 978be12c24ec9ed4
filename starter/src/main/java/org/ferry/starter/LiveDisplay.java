package org.ferry.starter;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import org.ferry.starter.run.Snapshot;

/** A picture in a terminal, drawn again and again in the same place. */
final class LiveDisplay<T extends Snapshot<T>> implements Display<T> {
    private static final String ESCAPE = "\u001b[";
    private static final String NO_WRAP = ESCAPE + "?7l";
    private static final String WRAP = ESCAPE + "?7h";
    private static final String CLEAR_LINE = ESCAPE + "K";
    private static final String CLEAR_BELOW = ESCAPE + "J";

    private final View<T> view;
    private final PrintWriter out;
    private final Style style;
    private final Clock clock;
    private int drawn;

    LiveDisplay(View<T> view, PrintWriter out, Style style, Clock clock) {
        this.view = view;
        this.out = out;
        this.style = style;
        this.clock = clock;
    }

    @Override
    public void show(T run) {
        List<String> lines = view.frame(run, style, TerminalSize.now(), clock.millis());
        StringBuilder frame = new StringBuilder(back()).append(NO_WRAP);
        lines.forEach(line -> frame.append(line).append(CLEAR_LINE).append("\n"));
        draw(frame.append(CLEAR_BELOW).append(WRAP));
        drawn = lines.size();
    }

    @Override
    public void end() {
        draw(new StringBuilder(back()).append(CLEAR_BELOW));
        drawn = 0;
    }

    private String back() {
        return drawn == 0 ? "\r" : "\r" + ESCAPE + drawn + "A";
    }

    /** At once: a Ctrl-C in between must not leave the terminal without wrapping. */
    private void draw(StringBuilder text) {
        out.print(text);
        out.flush();
    }
}
