package org.ferry.workflows.migrate;

import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.Instance;
import org.jspecify.annotations.Nullable;

/** What a run tells of itself: to the query {@code progress}, to the web UI, and to the filters of lists. */
final class RunState {
    private final List<StepRecord> steps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String instanceId = "";
    private @Nullable Instance instance;
    private @Nullable String target;
    private Phase phase = Phase.CHECKING;
    private @Nullable Phase listedPhase;
    private boolean paused;
    private @Nullable String attention;
    private @Nullable String method;
    private List<String> choices = List.of();
    private @Nullable String chosen;
    private long downSince;
    private long downMillis;
    private long waitMillis;

    /** Names the run to lists and filters, as far as the request tells. */
    void announce(MigrationRequest request) {
        instanceId = request.instance();
        target = request.wishes().target();
        Workflow.upsertTypedSearchAttributes(
                SearchAttributes.INSTANCE.valueSet(request.instance()),
                SearchAttributes.METHOD.valueSet(request.methodText()));
        show();
    }

    /** Adds what the first look told. */
    void announce(Instance found) {
        instance = found;
        Workflow.upsertTypedSearchAttributes(
                SearchAttributes.SOURCE.valueSet(found.host()), SearchAttributes.PROJECT.valueSet(found.project()));
    }

    /** Says which method is used now, and where it goes. */
    void use(String nextMethod, String nextTarget) {
        method = nextMethod;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.METHOD.valueSet(nextMethod));
        goTo(nextTarget);
    }

    /** Says where it goes. */
    void goTo(String nextTarget) {
        target = nextTarget;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.TARGET.valueSet(nextTarget));
        show();
    }

    void enter(Phase next) {
        phase = next;
        show();
    }

    Phase phase() {
        return phase;
    }

    void begin(String name) {
        steps.add(new StepRecord(name, Workflow.currentTimeMillis(), 0, "running"));
        show();
    }

    /** Name of the last step that began. */
    String step() {
        return steps.get(steps.size() - 1).name();
    }

    void end(String how) {
        StepRecord step = steps.remove(steps.size() - 1);
        steps.add(new StepRecord(step.name(), step.startedAt(), sinceMillis(step.startedAt()), how));
    }

    void instanceGoesDown() {
        downSince = Workflow.currentTimeMillis();
    }

    /** As {@link #instanceGoesDown()}, for one that was up. */
    void instanceGoesDown(Instance known) {
        if (known.isRunning()) {
            instanceGoesDown();
        }
    }

    void instanceIsUp() {
        if (downSince > 0) {
            downMillis += sinceMillis(downSince);
            downSince = 0;
        }
    }

    /** Says how long it waited for its turn. */
    void waitedSince(long start) {
        waitMillis += sinceMillis(start);
    }

    void note(String text) {
        notes.add(text);
    }

    void pause() {
        paused = true;
        show();
    }

    void resume() {
        paused = false;
        if (choices.isEmpty()) {
            attention = null;
        }
        show();
    }

    /** Waits while a person has paused the run; a cancellation ends the wait. */
    void awaitResumed() {
        if (paused) {
            show();
            Workflow.await(() -> !paused);
        }
    }

    /** Says why a person is needed and waits for {@code resume}. */
    void awaitOperator(String why) {
        askForAttention(why);
        Workflow.await(() -> attention == null);
    }

    /** Says what a person has to choose between and waits for {@code choose}. */
    String awaitChoice(String why, List<String> from) {
        choices = from;
        chosen = null;
        askForAttention(why + ": " + String.join(" or ", from));
        try {
            Workflow.await(() -> chosen != null);
        } finally {
            choices = List.of();
        }
        attentionGiven();
        return Objects.requireNonNull(chosen);
    }

    /** What may be chosen now; nothing unless the run waits for a choice. */
    List<String> choices() {
        return choices;
    }

    void choose(String choice) {
        chosen = choice;
    }

    void askForAttention(String why) {
        attention = why;
        show();
    }

    void attentionGiven() {
        attention = null;
        show();
    }

    MigrationProgress progress() {
        return new MigrationProgress(
                instanceId,
                instance == null ? null : instance.name(),
                instance == null ? null : instance.host(),
                target,
                shownPhase().text(),
                downSince > 0,
                downMillis(),
                steps(),
                attention,
                method,
                choices);
    }

    long downMillis() {
        return downSince > 0 ? downMillis + sinceMillis(downSince) : downMillis;
    }

    long waitMillis() {
        return waitMillis;
    }

    /** What it has cost so far. */
    Spent spent() {
        return new Spent(
                Objects.requireNonNullElse(target, ""),
                Objects.requireNonNullElse(method, ""),
                waitMillis,
                downMillis());
    }

    List<StepRecord> steps() {
        return List.copyOf(steps);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    private Phase shownPhase() {
        if (attention != null) {
            return Phase.NEEDS_OPERATOR;
        }
        return paused ? Phase.PAUSED : phase;
    }

    private void show() {
        if (shownPhase() != listedPhase) {
            listedPhase = shownPhase();
            Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(listedPhase.text()));
        }
        Workflow.setCurrentDetails(details());
    }

    private String details() {
        StringBuilder text = new StringBuilder("**" + shownPhase().text() + "**");
        if (attention != null) {
            text.append("\n\n**A person is needed:** ").append(attention);
        }
        if (downSince > 0) {
            text.append("\n\nThe instance is down.");
        }
        for (StepRecord step : steps) {
            text.append("\n- ").append(step.name()).append(": ").append(step.state());
        }
        return text.toString();
    }

    private static long sinceMillis(long start) {
        return Workflow.currentTimeMillis() - start;
    }
}
