package org.ferry.starter;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ferry.report.Human;
import org.ferry.starter.run.Heartbeat;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.jspecify.annotations.Nullable;

/** One line for every change: for logs and pipes. */
final class LineDisplay implements Display<Run> {
    private final PrintWriter out;
    private final Style style;
    private final Clock clock;
    private List<Step> steps = new ArrayList<>();
    private List<String> choices = List.of();
    private String phase = "";
    private @Nullable String attention;
    private @Nullable String waitingFor;

    LineDisplay(PrintWriter out, Style style, Clock clock) {
        this.out = out;
        this.style = style;
        this.clock = clock;
    }

    @Override
    public void show(Run run) {
        if (!run.progress().phase().equals(phase)) {
            phase = run.progress().phase();
            line(style.strong(phase));
        }
        for (int i = 0; i < run.steps().size(); i++) {
            show(i < steps.size() ? steps.get(i) : null, run.steps().get(i));
        }
        steps = run.steps();
        if (!Objects.equals(run.progress().attention(), attention)) {
            attention = run.progress().attention();
            line(
                    attention == null
                            ? "no person is needed any more"
                            : style.warning("a person is needed: " + attention));
        }
        if (!run.choices().equals(choices)) {
            choices = run.choices();
            line(choices.isEmpty() ? "nothing is to be chosen any more" : "choose: " + Frame.choose(run));
        }
        if (!Objects.equals(run.waitingFor(), waitingFor)) {
            waitingFor = run.waitingFor();
            line(waitingFor == null ? "it goes on" : style.warning("waiting for " + waitingFor));
        }
        out.flush();
    }

    @Override
    public void end() {
        out.println();
    }

    private void show(@Nullable Step before, Step now) {
        boolean ended = now.state() != Step.State.RUNNING;
        if (before == null || before.state() != now.state()) {
            String took = ended ? "  " + Human.duration(now.millis()) : "";
            line(style.mark(now.state()) + " " + now.name() + took);
        }
        if (now.failure() != null && (before == null || !now.failure().equals(before.failure()))) {
            line("  attempt " + now.attempt() + " of " + now.name() + ", failed before: "
                    + Human.oneLine(now.failure()));
        }
        Heartbeat last = before == null ? Heartbeat.NONE : before.told();
        boolean further = now.told().percent() / 10 > last.percent() / 10;
        if (further || (!ended && !says(now.told()).equals(says(last)))) {
            line("  " + now.name() + ": " + ProgressText.of(now.told()));
        }
    }

    /** What Nova says of its cold migration. */
    private static String says(Heartbeat told) {
        return told.nova() == null ? "" : told.nova().status();
    }

    private void line(String text) {
        out.println(Human.clock(clock.millis(), clock.getZone()) + "  " + text);
    }
}
