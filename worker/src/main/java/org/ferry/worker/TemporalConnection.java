package org.ferry.worker;

import com.uber.m3.tally.Scope;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.worker.config.TemporalSettings;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;

/** The connection to Temporal. */
final class TemporalConnection implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Set<Status.Code> NOT_FOR_US =
            Set.of(Status.Code.UNIMPLEMENTED, Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED);

    private final TemporalSettings settings;
    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    /** Connects when first used. */
    TemporalConnection(TemporalSettings settings, Scope metrics) {
        this.settings = settings;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder(settings.profile().toWorkflowServiceStubsOptions())
                        .setMetricsScope(metrics)
                        .build());
        this.client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder(settings.profile().toWorkflowClientOptions())
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
    }

    WorkflowClient client() {
        return client;
    }

    /** Whether the last try to reach it worked, as far as it is known without another. */
    boolean isUp() {
        ConnectivityState state = stubs.getRawChannel().getState(false);
        return state == ConnectivityState.READY || state == ConnectivityState.IDLE;
    }

    /**
     * Asks for the namespace and for Ferry's search attributes in it.
     *
     * @return what was connected to, for people
     * @throws IllegalStateException telling what is wrong and what to do
     */
    String probe() {
        String namespace = client.getOptions().getNamespace();
        String where = "Temporal at " + stubs.getOptions().getTarget();
        try {
            stubs.blockingStub()
                    .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            requireSearchAttributes(namespace);
        } catch (StatusRuntimeException failure) {
            String advice = failure.getStatus().getCode() == Status.Code.NOT_FOUND
                    ? "; create the namespace, or name another in temporal.namespace"
                    : "";
            throw new IllegalStateException(where + ": " + failure.getStatus() + advice, failure);
        }
        return where + ", namespace " + namespace + ", task queue " + settings.taskQueue();
    }

    @Override
    public void close() {
        stubs.shutdown();
    }

    /** Without them every run would hang at its first step. */
    private void requireSearchAttributes(String namespace) {
        Set<String> registered;
        try {
            registered = OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                            .setChannel(stubs.getRawChannel())
                            .validateAndBuildWithDefaults())
                    .blockingStub()
                    .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap()
                    .keySet();
        } catch (StatusRuntimeException failure) {
            if (NOT_FOR_US.contains(failure.getStatus().getCode())) {
                return;
            }
            throw failure;
        }
        List<String> missing = Stream.of(
                        SearchAttributes.INSTANCE,
                        SearchAttributes.SOURCE,
                        SearchAttributes.TARGET,
                        SearchAttributes.METHOD,
                        SearchAttributes.PHASE,
                        SearchAttributes.PROJECT)
                .map(SearchAttributeKey::getName)
                .filter(name -> !registered.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the namespace " + namespace + " lacks search attributes; create them: "
                    + "temporal operator search-attribute create --namespace " + namespace + " --type Keyword "
                    + missing.stream().map(name -> "--name " + name).collect(Collectors.joining(" ")));
        }
    }
}
