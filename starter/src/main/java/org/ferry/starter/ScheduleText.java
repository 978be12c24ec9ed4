package org.ferry.starter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.client.schedules.ScheduleActionExecution;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Schedule as people and scripts read it. */
final class ScheduleText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm", Locale.ENGLISH);
    private static final int SHOWN = 5;

    private ScheduleText() {}

    /** Says what was done to a schedule, and when it starts runs next. */
    static void print(String event, ScheduleDescription schedule, Output output) {
        List<String> lines = new ArrayList<>();
        lines.add("schedule  " + schedule.getId() + " is " + event + "; it starts " + workflowId(schedule));
        String label = "next runs ";
        if (state(schedule).isPaused()) {
            lines.add("next runs none while it is paused; go on with: ferry schedule resume " + schedule.getId());
        } else {
            for (Instant next : next(schedule)) {
                lines.add(label + time(next, schedule));
                label = "          ";
            }
        }
        running(schedule).forEach(run -> lines.add("going on  " + run));
        output.print(json(event, schedule), lines);
    }

    /** All of them. */
    static List<String> table(List<ScheduleDescription> schedules, Style style, int columns) {
        if (schedules.isEmpty()) {
            return List.of("There are no schedules of Ferry's runs.");
        }
        Table table = new Table(style, "NAME", "STATE", "STARTS", "NEXT RUN", "LAST RUN", "NOTE");
        for (ScheduleDescription schedule : schedules) {
            ScheduleActionResult last = last(schedule);
            boolean paused = state(schedule).isPaused();
            List<Instant> next = next(schedule);
            table.row(
                    schedule.getId(),
                    paused ? "paused" : running(schedule).isEmpty() ? "waiting" : "running",
                    workflowId(schedule),
                    paused || next.isEmpty() ? "-" : time(next.get(0), schedule),
                    last == null ? "-" : time(last.getStartedAt(), schedule),
                    Objects.requireNonNullElse(state(schedule).getNote(), ""));
        }
        return table.lines(columns);
    }

    /** Its fields, by the rules of {@link Json}. */
    static ObjectNode json(String event, ScheduleDescription schedule) {
        ObjectNode json = Json.event(event)
                .put("name", schedule.getId())
                .put("type", action(schedule).getWorkflowType())
                .put("workflowId", workflowId(schedule))
                .put("timeZone", zone(schedule).getId())
                .put("paused", state(schedule).isPaused())
                .put("note", state(schedule).getNote());
        ArrayNode next = json.putArray("next");
        next(schedule).forEach(moment -> next.add(moment.toEpochMilli()));
        running(schedule).forEach(json.putArray("running")::add);
        ScheduleActionResult last = last(schedule);
        return json.put("lastStartedAt", last == null ? 0 : last.getStartedAt().toEpochMilli())
                .put("lastWorkflowId", last == null ? null : workflowId(last.getAction()));
    }

    static ScheduleActionStartWorkflow action(ScheduleDescription schedule) {
        return (ScheduleActionStartWorkflow) schedule.getSchedule().getAction();
    }

    /** The runs that it has started and that go on. */
    static List<String> running(ScheduleDescription schedule) {
        return schedule.getInfo().getRunningActions().stream()
                .map(ScheduleText::workflowId)
                .toList();
    }

    private static String workflowId(ScheduleDescription schedule) {
        return String.valueOf(action(schedule).getOptions().getWorkflowId());
    }

    private static String workflowId(ScheduleActionExecution execution) {
        return execution instanceof ScheduleActionExecutionStartWorkflow run ? run.getWorkflowId() : "";
    }

    private static ScheduleState state(ScheduleDescription schedule) {
        return Objects.requireNonNull(schedule.getSchedule().getState());
    }

    private static List<Instant> next(ScheduleDescription schedule) {
        return schedule.getInfo().getNextActionTimes().stream().limit(SHOWN).toList();
    }

    private static @Nullable ScheduleActionResult last(ScheduleDescription schedule) {
        List<ScheduleActionResult> recent = schedule.getInfo().getRecentActions();
        return recent.isEmpty() ? null : recent.get(recent.size() - 1);
    }

    private static String time(Instant moment, ScheduleDescription schedule) {
        ZoneId zone = zone(schedule);
        return TIME.format(moment.atZone(zone)) + " " + zone.getId();
    }

    private static ZoneId zone(ScheduleDescription schedule) {
        String name = schedule.getSchedule().getSpec().getTimeZoneName();
        return ZoneId.of(name == null || name.isEmpty() ? "UTC" : name);
    }
}
