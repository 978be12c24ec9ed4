package org.ferry.starter.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.converter.DataConverterException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What a run's history tells. It can be read when no worker answers, and long after the end.
 *
 * @param startedAt milliseconds since the epoch
 * @param endedAt milliseconds since the epoch; 0 while it goes on
 * @param decidedAt when the workflow last ran, and so the moment as of which it tells of itself; milliseconds since the
 *     epoch
 * @param request the input as it was given, which may be anything
 * @param outcome null while it goes on
 * @param ownTime meaningful once it has ended
 */
public record History(
        long startedAt,
        long endedAt,
        long decidedAt,
        JsonNode request,
        List<ActivityRun> activities,
        @Nullable Outcome outcome,
        OwnTime ownTime) {

    /** Reads all events of a run, oldest first. */
    static History of(List<HistoryEvent> events) {
        HistoryEvent first = events.get(0);
        HistoryEvent last = events.get(events.size() - 1);
        List<ActivityRun> activities = activities(events);
        long start = millis(first.getEventTime());
        long end = millis(last.getEventTime());
        Outcome outcome = Outcome.of(last, phase(events));
        return new History(
                start,
                outcome == null ? 0 : end,
                decidedAt(events),
                request(first.getWorkflowExecutionStartedEventAttributes().getInput()),
                activities,
                outcome,
                OwnTime.of(start, end, activities));
    }

    /** A field of the request, where it is a text. */
    public @Nullable String requested(String field) {
        return request.path(field).textValue();
    }

    static long millis(Timestamp time) {
        return Timestamps.toMillis(time);
    }

    private static String phase(List<HistoryEvent> events) {
        String phase = "";
        for (HistoryEvent event : events) {
            Payload told = event.getUpsertWorkflowSearchAttributesEventAttributes()
                    .getSearchAttributes()
                    .getIndexedFieldsMap()
                    .get(SearchAttributes.PHASE.getName());
            if (told != null) {
                phase = FerryDataConverter.instance().fromPayload(told, String.class, String.class);
            }
        }
        return phase;
    }

    private static long decidedAt(List<HistoryEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
                .mapToLong(event -> millis(event.getEventTime()))
                .max()
                .orElse(0);
    }

    private static List<ActivityRun> activities(List<HistoryEvent> events) {
        Map<Long, ActivityRun> byEvent = new LinkedHashMap<>();
        for (HistoryEvent event : events) {
            long at = millis(event.getEventTime());
            switch (event.getEventType()) {
                case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> byEvent.put(event.getEventId(), scheduled(event, at));
                case EVENT_TYPE_ACTIVITY_TASK_STARTED -> {
                    var started = event.getActivityTaskStartedEventAttributes();
                    String failure = started.hasLastFailure() ? FailureText.of(started.getLastFailure()) : null;
                    byEvent.computeIfPresent(
                            started.getScheduledEventId(), (id, run) -> run.started(at, started.getAttempt(), failure));
                }
                case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
                    close(
                            byEvent,
                            event.getActivityTaskCompletedEventAttributes().getScheduledEventId(),
                            at,
                            Step.State.DONE,
                            null);
                case EVENT_TYPE_ACTIVITY_TASK_FAILED -> {
                    var failed = event.getActivityTaskFailedEventAttributes();
                    close(byEvent, failed.getScheduledEventId(), at, Step.State.FAILED, failed.getFailure());
                }
                case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> {
                    var timedOut = event.getActivityTaskTimedOutEventAttributes();
                    close(byEvent, timedOut.getScheduledEventId(), at, Step.State.FAILED, timedOut.getFailure());
                }
                case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
                    close(
                            byEvent,
                            event.getActivityTaskCanceledEventAttributes().getScheduledEventId(),
                            at,
                            Step.State.CANCELLED,
                            null);
                default -> {}
            }
        }
        return new ArrayList<>(byEvent.values());
    }

    private static ActivityRun scheduled(HistoryEvent event, long at) {
        var attributes = event.getActivityTaskScheduledEventAttributes();
        Payload summary = event.getUserMetadata().getSummary();
        String name = event.getUserMetadata().hasSummary()
                ? FerryDataConverter.instance().fromPayload(summary, String.class, String.class)
                : attributes.getActivityType().getName();
        return ActivityRun.scheduled(attributes.getActivityId(), name, at);
    }

    private static void close(
            Map<Long, ActivityRun> byEvent, long scheduled, long at, Step.State how, @Nullable Failure why) {
        byEvent.computeIfPresent(scheduled, (id, run) -> run.closed(at, how, why == null ? null : FailureText.of(why)));
    }

    /** Whoever starts a run by hand may give it any input, or none. */
    private static JsonNode request(Payloads input) {
        if (input.getPayloadsCount() == 0) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode json =
                    FerryDataConverter.instance().fromPayloads(0, Optional.of(input), JsonNode.class, JsonNode.class);
            return json == null ? MissingNode.getInstance() : json;
        } catch (DataConverterException notJson) {
            return MissingNode.getInstance();
        }
    }
}
