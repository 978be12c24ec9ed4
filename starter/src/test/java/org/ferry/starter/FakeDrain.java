package org.ferry.starter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.InstanceSummary;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainPhase;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.DrainRequest;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.jspecify.annotations.Nullable;

/**
 * Tells the story of a drain of two instances, as the host's name has it: any is emptied, {@code refuse…} is refused,
 * {@code blocked…} waits for a person since web-1 can't be moved, {@code left…} keeps one instance, {@code long…} goes
 * on in a second run after the first move.
 */
public final class FakeDrain implements DrainHostWorkflow {
    static final String OTHER = FakeWorker.INSTANCE.replace('0', '3');

    private final Map<String, InstanceMove> moves = new LinkedHashMap<>();
    private String host = "";
    private DrainPhase phase = DrainPhase.PLANNING;
    private @Nullable String attention;
    private @Nullable Cancellation cancellation;
    private List<String> left = List.of();
    private long startedAt;
    private boolean dryRun;
    private boolean paused;

    @Override
    public DrainReport drain(@Nullable JsonNode json, @Nullable DrainReport before) {
        DrainRequest request = DrainRequest.parse(json);
        host = request.host();
        dryRun = request.dryRun();
        startedAt = before == null ? Workflow.currentTimeMillis() : before.startedAt();
        enter(DrainPhase.PLANNING);
        if (host.startsWith("refuse")) {
            enter(DrainPhase.REFUSED);
            throw Failures.of(Failures.REFUSED, "can't empty it; leave them with \"onBlocked\": \"skip\"");
        }
        boolean blocked = host.startsWith("blocked");
        put(OTHER, "db-1", State.WAITING, "");
        put(FakeWorker.INSTANCE, FakeWorker.NAME, blocked ? State.BLOCKED : State.WAITING, blocked ? "pinned" : "");
        if (before != null) {
            before.moves().forEach(move -> moves.put(move.instance().id(), move));
        }
        if (dryRun) {
            enter(DrainPhase.PLANNED);
            return progress();
        }
        if (blocked) {
            attention = "web-1 can't be moved";
            Workflow.await(() -> !any(State.BLOCKED) || cancellation != null);
            attention = null;
        }
        enter(DrainPhase.MOVING);
        moveAll();
        if (host.startsWith("long") && before == null) {
            Workflow.continueAsNew(json, progress());
        }
        boolean empty = cancellation == null && !any(State.LEFT);
        left = empty ? List.of() : List.of("Nova has web-1 on " + host);
        enter(cancellation != null ? DrainPhase.CANCELLED : empty ? DrainPhase.EMPTY : DrainPhase.NOT_EMPTY);
        return progress();
    }

    private void moveAll() {
        for (InstanceMove move : List.copyOf(moves.values())) {
            Workflow.await(() -> !paused || cancellation != null);
            if (cancellation != null || (host.startsWith("long") && any(State.MOVED) && !continued())) {
                return;
            }
            if (of(move.instance().id()).is(State.WAITING)) {
                move(move.instance());
            }
        }
    }

    private static boolean continued() {
        return Workflow.getInfo().getContinuedExecutionRunId().isPresent();
    }

    private void move(InstanceSummary instance) {
        if (host.startsWith("left") && instance.name().equals(FakeWorker.NAME)) {
            put(instance.id(), instance.name(), State.LEFT, "it failed thrice");
            return;
        }
        put(instance.id(), instance.name(), State.MOVING, "");
        MigrateInstanceWorkflow child = Workflow.newChildWorkflowStub(
                MigrateInstanceWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(MigrateInstanceWorkflow.workflowId(instance.id()))
                        .build());
        child.migrate(JsonNodeFactory.instance
                .objectNode()
                .put("instance", instance.id())
                .put("target", "compute-2"));
        put(instance.id(), instance.name(), State.MOVED, "");
    }

    private void put(String id, String name, State state, String note) {
        boolean begun = state == State.MOVING || state == State.MOVED;
        moves.put(
                id,
                new InstanceMove(
                        new InstanceSummary(id, name, null, 1, 512, 5, List.of()),
                        state,
                        "compute-2",
                        "manual",
                        5_000,
                        begun ? Workflow.currentTimeMillis() : 0,
                        state == State.MOVED ? 2_000 : 0,
                        0,
                        0,
                        begun ? 1 : 0,
                        List.of("compute-2"),
                        note,
                        0,
                        List.of()));
    }

    private InstanceMove of(String instance) {
        return Objects.requireNonNull(moves.get(instance));
    }

    private boolean any(State state) {
        return moves.values().stream().anyMatch(move -> move.is(state));
    }

    private void enter(DrainPhase next) {
        phase = next;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(next.text()));
    }

    @Override
    public DrainReport progress() {
        DrainPhase shown = attention != null ? DrainPhase.NEEDS_OPERATOR : paused ? DrainPhase.PAUSED : phase;
        return new DrainReport(
                host,
                shown.text(),
                new ComputeService(host, true, true, ""),
                startedAt,
                Workflow.currentTimeMillis() - startedAt,
                List.copyOf(moves.values()),
                left,
                List.of(),
                attention,
                dryRun);
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void checkCancel(@Nullable Cancellation how) {}

    @Override
    public void cancel(Cancellation how) {
        cancellation = how;
    }

    @Override
    public void skip(String instance) {
        InstanceSummary skipped = of(instance).instance();
        put(instance, skipped.name(), State.LEFT, "left where it is by a person");
    }

    @Override
    public void checkSkip(String instance) {
        if (!moves.containsKey(instance)) {
            throw new IllegalArgumentException("there is no instance " + instance + " in this drain");
        }
    }
}
