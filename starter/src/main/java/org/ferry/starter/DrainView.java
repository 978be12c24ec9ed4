package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.ferry.starter.run.DrainReader;
import org.ferry.starter.run.DrainRun;

/** The drain of a host. */
record DrainView(DrainReader reader) implements View<DrainRun> {
    @Override
    public DrainRun read() {
        return reader.read();
    }

    @Override
    public List<String> frame(DrainRun run, Style style, TerminalSize size, long now) {
        return new DrainFrame(style, size.rows(), size.columns()).lines(run, now);
    }

    @Override
    public DrainLineDisplay lines(PrintWriter out, Style style, Clock clock) {
        return new DrainLineDisplay(out, style, clock);
    }

    @Override
    public List<String> report(DrainRun run, long now, String url, Style style, ZoneId zone, int columns) {
        return DrainText.of(run, now, url, style, columns);
    }

    @Override
    public ObjectNode progress(DrainRun run) {
        return DrainJson.progress(run);
    }

    @Override
    public ObjectNode report(DrainRun run, String url) {
        return DrainJson.report(run, url);
    }

    @Override
    public Exit exit(DrainRun run) {
        return Exit.of(run);
    }
}
