package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.RunReader;

/** The move of an instance. */
record MigrationView(RunReader reader) implements View<Run> {
    @Override
    public Run read() {
        return reader.read();
    }

    @Override
    public List<String> frame(Run run, Style style, TerminalSize size, long now) {
        return new Frame(style, size.rows(), size.columns()).lines(run, now);
    }

    @Override
    public LineDisplay lines(PrintWriter out, Style style, Clock clock) {
        return new LineDisplay(out, style, clock);
    }

    @Override
    public List<String> report(Run run, long now, String url, Style style, ZoneId zone, int columns) {
        return ReportText.of(run, now, url, style, zone, columns);
    }

    @Override
    public ObjectNode progress(Run run) {
        return Json.progress(run);
    }

    @Override
    public ObjectNode report(Run run, String url) {
        return Json.report(run, url);
    }

    @Override
    public Exit exit(Run run) {
        return Exit.of(run.outcome());
    }
}
