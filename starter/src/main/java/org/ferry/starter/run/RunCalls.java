package org.ferry.starter.run;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.query.v1.WorkflowQuery;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.QueryWorkflowRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SearchAttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.FerryDataConverter;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's calls about one run. They go past the SDK's client, which would retry a server that is gone for a minute
 * before it says so; every call throws {@link io.grpc.StatusRuntimeException} at once.
 */
final class RunCalls {
    private static final int ANSWER_SECONDS = 5;
    private static final int QUERY_SECONDS = 3;

    private final WorkflowClient client;
    private final String namespace;
    private WorkflowExecution execution;

    RunCalls(WorkflowClient client, String workflowId) {
        this.client = client;
        this.namespace = client.getOptions().getNamespace();
        this.execution =
                WorkflowExecution.newBuilder().setWorkflowId(workflowId).build();
    }

    /** The run; the first call settles on the latest one. */
    DescribeWorkflowExecutionResponse describe() {
        DescribeWorkflowExecutionResponse described = stub(ANSWER_SECONDS)
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .build());
        execution = described.getWorkflowExecutionInfo().getExecution();
        return described;
    }

    /** Its history, oldest first. */
    List<HistoryEvent> events() {
        List<HistoryEvent> events = new ArrayList<>();
        GetWorkflowExecutionHistoryRequest.Builder request = GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution);
        do {
            GetWorkflowExecutionHistoryResponse page =
                    stub(ANSWER_SECONDS).getWorkflowExecutionHistory(request.build());
            events.addAll(page.getHistory().getEventsList());
            request.setNextPageToken(page.getNextPageToken());
        } while (!request.getNextPageToken().isEmpty());
        return events;
    }

    /** The run that goes on where the one read so far has ended, or the latest. */
    DescribeWorkflowExecutionResponse describeLatest() {
        execution = execution.toBuilder().clearRunId().build();
        return describe();
    }

    /** How it ended, of a run that has. */
    HistoryEvent lastEvent() {
        return stub(ANSWER_SECONDS)
                .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .setHistoryEventFilterType(HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                        .build())
                .getHistory()
                .getEvents(0);
    }

    /** What the run tells of itself, through a worker. */
    <T> @Nullable T progress(Class<T> type) {
        Payloads answer = stub(QUERY_SECONDS)
                .queryWorkflow(QueryWorkflowRequest.newBuilder()
                        .setNamespace(namespace)
                        .setExecution(execution)
                        .setQuery(WorkflowQuery.newBuilder().setQueryType("progress"))
                        .build())
                .getQueryResult();
        return FerryDataConverter.instance().fromPayloads(0, Optional.of(answer), type, type);
    }

    /** A search attribute of a run; null where it has none. */
    static @Nullable String attribute(WorkflowExecutionInfo info, SearchAttributeKey<String> key) {
        Payload value = info.getSearchAttributes().getIndexedFieldsMap().get(key.getName());
        return value == null ? null : FerryDataConverter.instance().fromPayload(value, String.class, String.class);
    }

    private WorkflowServiceBlockingStub stub(int seconds) {
        return client.getWorkflowServiceStubs().blockingStub().withDeadlineAfter(seconds, TimeUnit.SECONDS);
    }
}
