package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.ferry.starter.run.Snapshot;

/** Reads a run again and again, and knows how its kind is shown. */
interface View<T extends Snapshot<T>> {
    /** The run as it is now. */
    T read();

    /** A picture of it, cut to the size of a terminal. */
    List<String> frame(T run, Style style, TerminalSize size, long now);

    /** Shows it by one line for every change. */
    Display<T> lines(PrintWriter out, Style style, Clock clock);

    /** How it ended, or stands, for people. */
    List<String> report(T run, long now, String url, Style style, ZoneId zone, int columns);

    /** How it goes on, for scripts. */
    ObjectNode progress(T run);

    /** How it ended, or stands, for scripts. */
    ObjectNode report(T run, String url);

    /** How it ended, or goes on, told in an exit code. */
    Exit exit(T run);
}
