package org.ferry.starter;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.ferry.report.Human;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** One line for every change of a drain: for logs and pipes. */
final class DrainLineDisplay implements Display<DrainRun> {
    private final PrintWriter out;
    private final Style style;
    private final Clock clock;
    private final Map<String, InstanceMove> known = new HashMap<>();
    private final Map<String, String> attentions = new HashMap<>();
    private String phase = "";
    private @Nullable String attention;
    private @Nullable String waitingFor;

    DrainLineDisplay(PrintWriter out, Style style, Clock clock) {
        this.out = out;
        this.style = style;
        this.clock = clock;
    }

    @Override
    public void show(DrainRun drain) {
        if (!drain.report().phase().equals(phase)) {
            phase = drain.report().phase();
            line(style.strong(phase));
        }
        if (known.isEmpty() && !drain.report().moves().isEmpty()) {
            Tally tally = Tally.of(drain, clock.millis());
            line("to move: " + tally.total() + "; " + Tally.others(drain));
        }
        drain.report().moves().forEach(move -> show(drain, move));
        if (!Objects.equals(drain.report().attention(), attention)) {
            attention = drain.report().attention();
            needed("", attention);
        }
        if (!Objects.equals(drain.waitingFor(), waitingFor)) {
            waitingFor = drain.waitingFor();
            line(waitingFor == null ? "it goes on" : style.warning("waiting for " + waitingFor));
        }
        out.flush();
    }

    @Override
    public void end() {
        out.println();
    }

    private void show(DrainRun drain, InstanceMove move) {
        String id = move.instance().id();
        InstanceMove before = known.put(id, move);
        boolean began = move.is(State.MOVING) && before != null && before.attempts() != move.attempts();
        if (before == null ? !move.is(State.WAITING) : before.state() != move.state() || began) {
            line(change(drain, move));
        }
        Run run = drain.inFlight().get(id);
        String now = run == null ? null : run.progress().attention();
        String last = now == null ? attentions.remove(id) : attentions.put(id, now);
        if (!Objects.equals(now, last)) {
            needed(move.instance().name() + ": ", now);
        }
    }

    private String change(DrainRun drain, InstanceMove move) {
        String name = move.instance().name();
        String reason = DrainFrame.reason(move);
        return switch (move.state()) {
            case WAITING -> style.mark(Step.State.CANCELLED) + " " + name + " waits again: " + reason;
            case MOVING ->
                style.mark(Step.State.RUNNING) + " " + name + " → " + move.target() + ", " + move.method()
                        + (move.attempts() > 1 ? ", attempt " + move.attempts() : "");
            case FOLLOWED -> style.mark(Step.State.RUNNING) + " " + name + " is " + reason;
            case MOVED ->
                style.mark(Step.State.DONE) + " " + name + " is on " + move.target() + "  "
                        + Human.duration(move.millis()) + "  ("
                        + Tally.of(drain, clock.millis()).text() + ")";
            case BLOCKED -> style.mark(Step.State.FAILED) + " " + name + " is blocked: " + reason;
            case LEFT -> style.mark(Step.State.FAILED) + " " + name + " is left: " + reason;
            case GONE -> style.mark(Step.State.CANCELLED) + " " + name + " is gone: " + reason;
        };
    }

    private void needed(String whom, @Nullable String why) {
        line(whom
                + (why == null
                        ? "no person is needed any more"
                        : style.warning("a person is needed: " + Human.oneLine(Request.inOptions(why)))));
    }

    private void line(String text) {
        out.println(Human.clock(clock.millis(), clock.getZone()) + "  " + text);
    }
}
