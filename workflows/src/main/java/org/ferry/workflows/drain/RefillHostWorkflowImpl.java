package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowSemaphore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.RunActivities.TakenAway;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.drain.RefillReport.Homecoming;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;

/** Check, enable, bring home. */
public final class RefillHostWorkflowImpl implements RefillHostWorkflow {
    private final Map<String, Homecoming> instances = new LinkedHashMap<>();
    private String host = "";
    private boolean enabled;

    @Override
    public RefillReport refill(@Nullable JsonNode json) {
        RefillRequest request = RefillRequest.parse(json);
        ThisRun.requireId(RefillHostWorkflow.workflowId(request.host()));
        host = request.host();
        Workflow.upsertTypedSearchAttributes(SearchAttributes.TARGET.valueSet(host));
        requireFit(request);
        Stubs.acting("enable nova-compute on " + host).services().enable(host);
        enabled = true;
        if (request.bringHome()) {
            bringHome(request);
        }
        return progress();
    }

    @Override
    public RefillReport progress() {
        return new RefillReport(host, enabled, List.copyOf(instances.values()));
    }

    private static void requireFit(RefillRequest request) {
        List<String> problems;
        try {
            problems = new Fitness(request).problems();
        } catch (ActivityFailure failure) {
            throw Failures.of(Failures.REFUSED, Failures.reason(failure));
        }
        if (!problems.isEmpty()) {
            throw Failures.of(
                    Failures.REFUSED,
                    "can't fill " + request.host() + ":\n- " + String.join("\n- ", problems) + "\nNothing was touched");
        }
    }

    private void bringHome(RefillRequest request) {
        List<TakenAway> taken =
                Stubs.acting("look what the last drain took away").runs().listTakenAway(host);
        taken.forEach(each -> say(each, "waiting", 0, ""));
        WorkflowSemaphore places = Workflow.newWorkflowSemaphore(request.parallel());
        List<Promise<Void>> moves = new ArrayList<>();
        for (TakenAway each : taken) {
            moves.add(Async.procedure(() -> {
                places.acquire();
                try {
                    bringHome(each);
                } finally {
                    places.release();
                }
            }));
        }
        Promise.allOf(moves).get();
    }

    private void bringHome(TakenAway each) {
        say(each, "moving", 0, "");
        MigrateInstanceWorkflow move = Workflow.newChildWorkflowStub(
                MigrateInstanceWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(MigrateInstanceWorkflow.workflowId(each.instanceId()))
                        .setStaticSummary(each.name() + " → " + host)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        try {
            MigrationReport report = move.migrate(JsonNodeFactory.instance
                    .objectNode()
                    .put("instance", each.instanceId())
                    .put("target", host));
            say(each, "home", report.downMillis(), String.join("; ", report.notes()));
        } catch (ChildWorkflowFailure failure) {
            say(each, "away", 0, Failures.reason(failure));
        }
    }

    private void say(TakenAway each, String state, long downMillis, String note) {
        instances.put(each.instanceId(), new Homecoming(each.instanceId(), each.name(), state, downMillis, note));
        long away = instances.values().stream()
                .filter(one -> !one.state().equals("home"))
                .count();
        Workflow.setCurrentDetails((instances.size() - away) + " of " + instances.size() + " instances are home");
    }
}
