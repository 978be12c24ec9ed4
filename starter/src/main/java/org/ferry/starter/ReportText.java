package org.ferry.starter;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.ferry.report.Human;
import org.ferry.starter.run.History;
import org.ferry.starter.run.Outcome;
import org.ferry.starter.run.OwnTime;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/** The report of a run: its steps as a table, then what came of it. */
final class ReportText {
    private final Style style;
    private final ZoneId zone;
    private final int columns;
    private final Lines lines = new Lines();

    private ReportText(Style style, ZoneId zone, int columns) {
        this.style = style;
        this.zone = zone;
        this.columns = columns;
    }

    /** Its lines. */
    static List<String> of(Run run, long now, String url, Style style, ZoneId zone, int columns) {
        ReportText text = new ReportText(style, zone, columns);
        text.steps(run.steps(), now);
        text.result(run, now);
        text.lines.fact("web UI", url);
        return text.lines.all();
    }

    private void steps(List<Step> steps, long now) {
        if (steps.isEmpty()) {
            return;
        }
        int width = Math.max(4, Frame.nameWidth(steps));
        String row = "%s %-" + width + "s  %-8s  %8s%s";
        lines.add(style.faint(row.formatted(" ", "step", "started", "took", "").stripTrailing()));
        for (Step step : steps) {
            long millis = step.state() == Step.State.RUNNING ? now - step.startedAt() : step.millis();
            lines.add(row.formatted(
                    style.mark(step.state()),
                    step.name(),
                    Human.clock(step.startedAt(), zone),
                    Human.duration(millis),
                    step.attempt() > 1 ? "  " + style.warning(step.attempt() + " attempts") : ""));
            if (step.failure() != null && step.state() != Step.State.DONE) {
                lines.add("    " + style.warning(Human.oneLine(step.failure())));
            }
        }
        lines.add("");
    }

    private void result(Run run, long now) {
        Outcome outcome = run.outcome();
        lines.add(headline(run, outcome) + (run.steps().isEmpty() ? "" : " after " + Human.duration(run.millis(now))));
        if (outcome != null && !outcome.message().isEmpty()) {
            boolean moved = outcome.kind() == Outcome.Kind.MOVED;
            lines.block(moved ? "note" : "reason", Request.inOptions(outcome.message()));
        }
        if (outcome == null && run.progress().attention() != null) {
            lines.block("needed", "a person: " + run.progress().attention());
        }
        if (outcome == null && !run.choices().isEmpty()) {
            lines.fact("choose", Frame.choose(run));
        }
        if (run.waitingFor() != null) {
            lines.fact("waiting", "for " + run.waitingFor());
        }
        if (outcome != null && outcome.plan() != null) {
            lines.add("");
            lines.addAll(PlanText.of(outcome.plan(), style, columns));
            lines.add("");
            return;
        }
        long down = run.downMillis(now);
        String soFar = run.progress().instanceDown() ? " so far, and down still" : "";
        lines.fact("downtime", down == 0 ? "none" : Human.duration(down) + soFar);
        if (outcome != null && outcome.report() != null) {
            moved(outcome.report(), run.history());
        }
        if (outcome != null && !run.steps().isEmpty()) {
            ownTime(run.history().ownTime());
        }
    }

    private String headline(Run run, @Nullable Outcome outcome) {
        String what = style.strong(run.title()) + " (" + run.progress().instance() + ") " + Frame.route(run) + ": ";
        if (outcome == null) {
            return what + style.warning(run.progress().phase());
        }
        return what
                + switch (outcome.kind()) {
                    case MOVED -> style.good("moved");
                    case PLANNED -> style.good("planned, and nothing touched");
                    case REFUSED -> style.bad("refused");
                    case RETURNED -> style.bad("failed, and put back as it was");
                    case CANCELLED -> style.warning("cancelled, and put back as it was");
                    case NEEDS_OPERATOR -> style.bad("a person has to put something right");
                    case UNEXPECTED -> style.bad("failed, unexpectedly");
                };
    }

    private void moved(MigrationReport report, History history) {
        // A worker from before there were plans tells none.
        if (report.plan() != null && history.requested("target") == null) {
            lines.fact("target", report.target() + ", " + report.plan().targetReason());
        }
        copied(report);
        int files = report.checksums().size();
        if (files > 0) {
            lines.fact("checked", files + (files == 1 ? " file" : " files") + ", checksums the same on both hosts");
        }
        if (!report.quarantine().isEmpty()) {
            String until = Human.date(history.endedAt() + report.holdMillis(), zone);
            lines.fact("source", "files kept at " + report.quarantine() + " until " + until);
        }
        report.notes().forEach(note -> lines.fact("note", note));
    }

    /** What Nova moves itself it does not pack. */
    private void copied(MigrationReport report) {
        List<String> parts = new ArrayList<>();
        if (report.bytes() > 0) {
            parts.add(Human.size(report.bytes()));
        }
        if (report.bytesOnWire() != report.bytes()) {
            parts.add(Human.size(report.bytesOnWire()) + " through the network");
        }
        if (report.moveMillis() > 0) {
            parts.add("in " + Human.duration(report.moveMillis()));
        }
        if (!parts.isEmpty()) {
            lines.fact("copied", String.join(", ", parts));
        }
    }

    private void ownTime(OwnTime own) {
        lines.fact("own time", Human.duration(own.millis()) + ", in which neither the cloud nor a copy was working");
        if (own.retriedMillis() > 0) {
            lines.fact("retries", Human.duration(own.retriedMillis()) + " until the last attempts began");
        }
    }
}
