package org.ferry.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.report.DrainRows.FailedRow;
import org.ferry.report.DrainRows.MoveRow;
import org.ferry.report.DrainRows.TimelineRow;
import org.ferry.report.Timeline.Tick;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.drain.DrainPhase;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.drain.ReportedDrain;

/** A drain as one HTML page that needs nothing beside it. The template escapes every value that is put into it. */
public final class DrainPage {
    private static final Template TEMPLATE = template();
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

    private final DrainReport report;
    private final ZoneId zone;
    private final DrainRows rows;

    private DrainPage(DrainReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
        this.rows = new DrainRows(report, zone);
    }

    /** The page, with times of that zone. */
    public static String of(ReportedDrain drain, ZoneId zone) {
        return TEMPLATE.execute(new DrainPage(drain.report(), zone).page(drain));
    }

    /** What the template shows; its names are those of the template. */
    private record Page(
            String host,
            String headline,
            String mood,
            String began,
            String ended,
            String zone,
            List<Total> totals,
            String message,
            String attention,
            List<String> left,
            boolean hasLeft,
            List<String> notes,
            boolean hasNotes,
            List<Tick> ticks,
            List<TimelineRow> timeline,
            boolean hasTimeline,
            List<MoveRow> moves,
            boolean hasMoves,
            List<FailedRow> failures,
            boolean hasFailures,
            String service,
            String workflowId,
            String runId) {}

    /** A number that sums something up, and what there is to say of it. */
    private record Total(String name, String value, String note) {}

    private Page page(ReportedDrain drain) {
        List<TimelineRow> timeline = rows.timeline();
        List<FailedRow> failures = rows.failures();
        return new Page(
                report.host(),
                headline(),
                mood(),
                moment(report.startedAt()),
                moment(report.startedAt() + report.millis()),
                zone.getId(),
                totals(),
                drain.message().strip(),
                Objects.requireNonNullElse(report.attention(), ""),
                report.left(),
                !report.left().isEmpty(),
                report.notes(),
                !report.notes().isEmpty(),
                rows.ticks(),
                timeline,
                !timeline.isEmpty(),
                rows.moves(),
                !report.moves().isEmpty(),
                failures,
                !failures.isEmpty(),
                service(),
                drain.workflowId(),
                drain.runId());
    }

    private String headline() {
        return switch (phase()) {
            case EMPTY -> "The host is empty";
            case NOT_EMPTY -> "Something is left on the host";
            case REFUSED -> "Refused: nothing was moved";
            case CANCELLED -> "Cancelled by a person";
            case PLANNED -> "Only planned: nothing was moved";
            case NEEDS_OPERATOR -> "Waits for a person";
            case PLANNING, MOVING, WINDOW_CLOSED, PAUSED, CANCELLING -> "Goes on";
        };
    }

    /** How the headline looks. */
    private String mood() {
        return switch (phase()) {
            case EMPTY -> "good";
            case NOT_EMPTY, REFUSED, NEEDS_OPERATOR -> "bad";
            default -> "open";
        };
    }

    /** One that this version does not know goes on. */
    private DrainPhase phase() {
        return DrainPhase.named(report.phase()).orElse(DrainPhase.MOVING);
    }

    private List<Total> totals() {
        List<InstanceMove> moved = report.in(State.MOVED);
        long down = report.moves().stream().mapToLong(InstanceMove::downMillis).sum();
        long bytes = moved.stream().mapToLong(InstanceMove::bytes).sum();
        int failed = rows.failureCount();
        long staying = report.in(State.LEFT, State.BLOCKED).size();
        return List.of(
                new Total(
                        "Instances moved",
                        moved.size() + " of " + report.moves().size(),
                        others()),
                new Total("It took", Human.duration(report.millis()), ""),
                new Total("Downtime together", down == 0 ? "none" : Human.duration(down), longestDowntime()),
                new Total("Moved", Human.size(bytes), ""),
                new Total("Moves that failed", failed == 0 ? "none" : String.valueOf(failed), ""),
                new Total("Left for a person", staying == 0 ? "none" : String.valueOf(staying), ""));
    }

    /** What has become of those that were not moved, but for those that are left. */
    private String others() {
        return Stream.of(State.MOVING, State.FOLLOWED, State.WAITING, State.GONE)
                .filter(state -> !report.in(state).isEmpty())
                .map(state -> report.in(state).size() + " " + state.text())
                .collect(Collectors.joining(", "));
    }

    private String longestDowntime() {
        return report.moves().stream()
                .filter(move -> move.downMillis() > 0)
                .max(Comparator.comparingLong(InstanceMove::downMillis))
                .map(move -> "longest " + Human.duration(move.downMillis()) + ", "
                        + move.instance().name())
                .orElse("");
    }

    private String service() {
        ComputeService before = report.before();
        if (before == null || before.enabled()) {
            return "";
        }
        String reason = before.disabledReason();
        return "nova-compute was disabled before the drain" + (reason == null || reason.isEmpty() ? "" : ": " + reason);
    }

    private String moment(long millis) {
        return MOMENT.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    private static Template template() {
        try (InputStream page = Objects.requireNonNull(DrainPage.class.getResourceAsStream("drain.html"));
                Reader reader = new InputStreamReader(page, StandardCharsets.UTF_8)) {
            return Mustache.compiler().emptyStringIsFalse(true).compile(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
