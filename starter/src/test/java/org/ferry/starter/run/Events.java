package org.ferry.starter.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskCompletedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskFailedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.UpsertWorkflowSearchAttributesEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionCompletedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionFailedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.history.v1.WorkflowExecutionTerminatedEventAttributes;
import io.temporal.api.sdk.v1.UserMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ferry.workflows.FerryDataConverter;

/** Writes a history as a server would. Times are milliseconds since the run's start. */
public final class Events {
    /** When every made-up run starts. */
    public static final long START = 1_700_000_000_000L;

    private final List<HistoryEvent> events = new ArrayList<>();

    /** A run that has just been started with this input. */
    public static Events started(Object input) {
        Payloads payloads = FerryDataConverter.instance().toPayloads(input).orElseThrow();
        return new Events().started(payloads);
    }

    /** As {@link #started(Object)}, with whatever bytes a person may send. */
    public static Events startedWithGarbage() {
        return new Events()
                .started(Payloads.newBuilder()
                        .addPayloads(Payload.newBuilder().putMetadata("encoding", utf8("nonsense")))
                        .build());
    }

    private Events started(Payloads input) {
        return add(
                0,
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
                event -> event.setWorkflowExecutionStartedEventAttributes(
                        WorkflowExecutionStartedEventAttributes.newBuilder().setInput(input)));
    }

    /** An activity that succeeded. */
    public Events activity(String name, long scheduled, long started, long completed) {
        return activity(name, scheduled, started, completed, 1);
    }

    /** An activity that succeeded at some attempt, which began at {@code started}. */
    public Events activity(String name, long scheduled, long started, long completed, int attempt) {
        long id = pending(name, scheduled);
        attempt(id, started, attempt);
        return add(
                completed,
                EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
                event -> event.setActivityTaskCompletedEventAttributes(
                        ActivityTaskCompletedEventAttributes.newBuilder().setScheduledEventId(id)));
    }

    /** An activity that failed for good. */
    public Events failedActivity(String name, long scheduled, long started, long failed, String why) {
        long id = pending(name, scheduled);
        attempt(id, started, 1);
        return add(
                failed,
                EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
                event -> event.setActivityTaskFailedEventAttributes(ActivityTaskFailedEventAttributes.newBuilder()
                        .setScheduledEventId(id)
                        .setFailure(Failure.newBuilder().setMessage(why))));
    }

    /** An activity that has not ended; its event's id. */
    public long pending(String name, long scheduled) {
        Payload summary = FerryDataConverter.instance().toPayload(name).orElseThrow();
        add(
                scheduled,
                EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
                event -> event.setActivityTaskScheduledEventAttributes(ActivityTaskScheduledEventAttributes.newBuilder()
                                .setActivityId("a" + event.getEventId())
                                .setActivityType(ActivityType.newBuilder().setName("Hosts_copy")))
                        .setUserMetadata(UserMetadata.newBuilder().setSummary(summary)));
        return events.size();
    }

    /** The run's result. */
    public Events completed(long at, Object result) {
        return add(
                at,
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
                event -> event.setWorkflowExecutionCompletedEventAttributes(
                        WorkflowExecutionCompletedEventAttributes.newBuilder()
                                .setResult(FerryDataConverter.instance()
                                        .toPayloads(result)
                                        .orElseThrow())));
    }

    /** The run's failure. */
    public Events failed(long at, String type, String message) {
        return add(
                at,
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
                event -> event.setWorkflowExecutionFailedEventAttributes(
                        WorkflowExecutionFailedEventAttributes.newBuilder()
                                .setFailure(Failure.newBuilder()
                                        .setMessage(message)
                                        .setApplicationFailureInfo(ApplicationFailureInfo.newBuilder()
                                                .setType(type)))));
    }

    /** The run told its phase. */
    public Events phase(long at, String phase) {
        return add(
                at,
                EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
                event -> event.setUpsertWorkflowSearchAttributesEventAttributes(
                        UpsertWorkflowSearchAttributesEventAttributes.newBuilder()
                                .setSearchAttributes(SearchAttributes.newBuilder()
                                        .putIndexedFields(
                                                "FerryPhase",
                                                FerryDataConverter.instance()
                                                        .toPayload(phase)
                                                        .orElseThrow()))));
    }

    /** Temporal was asked to cancel it. */
    public Events cancelled(long at) {
        return add(at, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, event -> {});
    }

    /** Somebody ended it from outside. */
    public Events terminated(long at, String reason) {
        return add(
                at,
                EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
                event -> event.setWorkflowExecutionTerminatedEventAttributes(
                        WorkflowExecutionTerminatedEventAttributes.newBuilder().setReason(reason)));
    }

    /** What they tell. */
    public History history() {
        return History.of(events);
    }

    private void attempt(long scheduledEvent, long started, int attempt) {
        add(
                started,
                EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
                event -> event.setActivityTaskStartedEventAttributes(ActivityTaskStartedEventAttributes.newBuilder()
                        .setScheduledEventId(scheduledEvent)
                        .setAttempt(attempt)));
    }

    private Events add(long at, EventType type, Consumer<HistoryEvent.Builder> attributes) {
        HistoryEvent.Builder event = HistoryEvent.newBuilder()
                .setEventId(events.size() + 1)
                .setEventTime(Timestamps.fromMillis(START + at))
                .setEventType(type);
        attributes.accept(event);
        events.add(event.build());
        return this;
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
