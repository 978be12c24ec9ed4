package org.ferry.starter;

import java.io.PrintWriter;
import org.ferry.starter.run.Run;

/** One object for every change. */
final class JsonDisplay implements Display {
    private final PrintWriter out;
    private String last = "";

    JsonDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(Run run) {
        String now = Json.progress(run).toString();
        if (!now.equals(last)) {
            last = now;
            out.println(now);
            out.flush();
        }
    }
}
