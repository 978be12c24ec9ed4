package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.Function;

/** One object for every change. */
final class JsonDisplay<T> implements Display<T> {
    private final Function<T, ObjectNode> json;
    private final PrintWriter out;
    private String last = "";

    JsonDisplay(Function<T, ObjectNode> json, PrintWriter out) {
        this.json = json;
        this.out = out;
    }

    @Override
    public void show(T run) {
        String now = json.apply(run).toString();
        if (!now.equals(last)) {
            last = now;
            out.println(now);
            out.flush();
        }
    }
}
