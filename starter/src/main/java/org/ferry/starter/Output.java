package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.ferry.starter.run.Snapshot;
import picocli.CommandLine.Help.Ansi;

/** Where a command prints, and in which form. */
final class Output {
    /** Of a line in a file or a pipe. */
    private static final int COLUMNS = 120;

    private final PrintWriter out;
    private final boolean json;
    private final WebUi ui;
    private final Style style = new Style(Ansi.AUTO.enabled());
    private final Clock clock = Clock.system(ZoneId.systemDefault());

    Output(PrintWriter out, boolean json, WebUi ui) {
        this.out = out;
        this.json = json;
        this.ui = ui;
    }

    /** The page of a run. */
    String url(String workflowId, String runId) {
        return ui.page(workflowId, runId);
    }

    private String url(Snapshot<?> run) {
        return url(run.workflowId(), run.runId());
    }

    /** Prints the one or the other. */
    void print(ObjectNode object, String... lines) {
        print(object, List.of(lines));
    }

    /** Prints the one or the others. */
    void print(ObjectNode object, List<String> lines) {
        print(List.of(object), lines);
    }

    /** Prints the ones or the others. */
    void print(List<ObjectNode> objects, List<String> lines) {
        (json ? objects : lines).forEach(out::println);
        out.flush();
    }

    Style style() {
        return style;
    }

    /** How wide a line may be. */
    int columns() {
        return isTerminal() ? TerminalSize.now().columns() : COLUMNS;
    }

    /** How to show a run that goes on. */
    <T extends Snapshot<T>> Display<T> display(View<T> view) {
        if (json) {
            return new JsonDisplay<>(view::progress, out);
        }
        return isTerminal() ? new LiveDisplay<>(view, out, style, clock) : view.lines(out, style, clock);
    }

    /** Says where a run can be seen besides. */
    void introduce(Snapshot<?> run) {
        if (!json) {
            out.println("web UI    " + url(run));
            out.println();
            out.flush();
        }
    }

    /** Prints how a run ended, or stands. */
    <T extends Snapshot<T>> void report(View<T> view, T run) {
        print(
                view.report(run, url(run)),
                view.report(run, clock.millis(), url(run), style, clock.getZone(), columns()));
    }

    /** Java itself can't tell whether its output is a terminal; bin/ferry does. */
    private static boolean isTerminal() {
        return Boolean.getBoolean("ferry.terminal") && !"dumb".equals(System.getenv("TERM"));
    }
}
