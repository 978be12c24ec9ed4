package org.ferry.workflows.drain;

import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.drain.InstanceMove.State;
import org.jspecify.annotations.Nullable;

/** What a drain knows, and what it tells of itself: to its query, to the web UI, and to the filters of lists. */
final class DrainState {
    private static final int MOST_FAILURES = 1000;

    private final Map<String, InstanceMove> moves = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private String host = "";
    private @Nullable ComputeService before;
    private DrainPhase phase = DrainPhase.PLANNING;
    private @Nullable DrainPhase listedPhase;
    private List<String> left = List.of();
    private @Nullable String attention;
    private long startedAt;
    private boolean dryRun;

    /** Names the drain to lists and filters, and takes over what a former run of it knew. */
    void announce(DrainRequest request, @Nullable DrainReport former) {
        host = request.host();
        dryRun = request.dryRun();
        startedAt = former == null ? Workflow.currentTimeMillis() : former.startedAt();
        if (former != null) {
            before = former.before();
            notes.addAll(former.notes());
            former.moves().forEach(this::put);
        }
        Workflow.upsertTypedSearchAttributes(SearchAttributes.SOURCE.valueSet(host));
        show();
    }

    void found(ComputeService service) {
        before = service;
    }

    Optional<ComputeService> before() {
        return Optional.ofNullable(before);
    }

    List<InstanceMove> moves() {
        return List.copyOf(moves.values());
    }

    List<InstanceMove> in(State... states) {
        return moves.values().stream().filter(move -> move.is(states)).toList();
    }

    /** How many moves go on. */
    int inFlight() {
        return in(State.MOVING, State.FOLLOWED).size();
    }

    Optional<InstanceMove> find(String instance) {
        return Optional.ofNullable(moves.get(instance));
    }

    /** Whether another failure can be told of: all of it has to fit into what Temporal takes at once. */
    boolean hasRoomForFailures() {
        return moves.values().stream().mapToInt(move -> move.failed().size()).sum() < MOST_FAILURES;
    }

    void put(InstanceMove move) {
        moves.put(move.instance().id(), move);
    }

    /** Puts it unless something has become of the instance since it was as before. */
    void putUnlessChanged(@Nullable InstanceMove known, InstanceMove move) {
        if (Objects.equals(moves.get(move.instance().id()), known)) {
            put(move);
        }
    }

    /** Puts it at the end of the queue. */
    void putLast(InstanceMove move) {
        moves.remove(move.instance().id());
        put(move);
    }

    void change(String instance, UnaryOperator<InstanceMove> how) {
        moves.computeIfPresent(instance, (id, move) -> how.apply(move));
        show();
    }

    void note(String text) {
        notes.add(text);
    }

    void left(List<String> what) {
        left = what;
    }

    void enter(DrainPhase next) {
        phase = next;
        show();
    }

    DrainPhase phase() {
        return phase;
    }

    void askForAttention(@Nullable String why) {
        attention = why;
        show();
    }

    DrainReport report() {
        return new DrainReport(
                host,
                shownPhase().text(),
                before,
                startedAt,
                Workflow.currentTimeMillis() - startedAt,
                moves(),
                left,
                List.copyOf(notes),
                attention,
                dryRun);
    }

    private DrainPhase shownPhase() {
        return attention == null ? phase : DrainPhase.NEEDS_OPERATOR;
    }

    private void show() {
        if (shownPhase() != listedPhase) {
            listedPhase = shownPhase();
            Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(listedPhase.text()));
        }
        Workflow.setCurrentDetails(details());
    }

    private String details() {
        String counts = moves.values().stream()
                .collect(Collectors.groupingBy(InstanceMove::state, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("**" + shownPhase().text() + "** " + counts);
        if (attention != null) {
            text.append("\n\n**A person is needed:** ").append(attention);
        }
        in(State.MOVING)
                .forEach(move -> text.append("\n- ")
                        .append(move.instance().name())
                        .append(" → ")
                        .append(move.target()));
        return text.toString();
    }
}
