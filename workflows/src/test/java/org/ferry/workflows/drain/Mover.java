package org.ferry.workflows.drain;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.Spent;
import org.jspecify.annotations.Nullable;

/** Stands for {@code MigrateInstance}: plans and moves as the test says, and moves instances in {@link Cloud}. */
public final class Mover implements MigrateInstanceWorkflow {
    /** What the moves of a test do. */
    static final class Script {
        final Cloud cloud;
        /** Instance to the types of the failures of its next moves. */
        final Map<String, Deque<String>> failures = new ConcurrentHashMap<>();
        /** Instance to why it can't be moved. */
        final Map<String, String> blockers = new ConcurrentHashMap<>();
        /** Instance to how long its move takes by the plan. */
        final Map<String, Long> estimates = new ConcurrentHashMap<>();
        /** Instance to the ids of its server groups. */
        final Map<String, List<String>> groups = new ConcurrentHashMap<>();
        /** What was moved, {@code instance→target}, in the order of the beginnings. */
        final List<String> begun = new CopyOnWriteArrayList<>();

        final List<String> cancelled = new CopyOnWriteArrayList<>();

        volatile Duration move = Duration.ofSeconds(30);
        int now;
        int most;

        Script(Cloud cloud) {
            this.cloud = cloud;
        }

        synchronized void count(int change) {
            now += change;
            most = Math.max(most, now);
        }

        void fail(String instance, String... types) {
            failures.computeIfAbsent(instance, id -> new ArrayDeque<>()).addAll(List.of(types));
        }
    }

    static volatile Script script = new Script(new Cloud());

    @Override
    public MigrationReport migrate(@Nullable JsonNode request) {
        JsonNode order = Objects.requireNonNull(request);
        String instance = order.path("instance").asText();
        return order.path("dryRun").asBoolean()
                ? plan(instance)
                : move(instance, order.path("target").asText());
    }

    private static MigrationReport plan(String instance) {
        String why = script.blockers.get(instance);
        Plan.Option option = why == null
                ? new Plan.Option(
                        "cold", true, List.of(), script.estimates.getOrDefault(instance, 60_000L), 0, "", List.of())
                : new Plan.Option("cold", false, List.of(why), 0, 0, "", List.of());
        List<Plan.Target> targets = script.cloud.rooms.keySet().stream()
                .sorted()
                .filter(host -> !host.equals("compute-1"))
                .map(host -> new Plan.Target(host, true, List.of(), 1024, 0))
                .toList();
        return report(
                instance,
                "compute-2",
                new Plan(
                        instance,
                        "vm-" + instance,
                        "compute-1",
                        "compute-2",
                        "",
                        List.of(option),
                        why == null ? List.of("cold") : List.of(),
                        targets,
                        List.of(),
                        script.groups.getOrDefault(instance, List.of())));
    }

    private static MigrationReport move(String instance, String target) {
        script.begun.add(instance + "→" + target);
        script.count(1);
        try {
            Workflow.sleep(script.move);
        } catch (io.temporal.failure.CanceledFailure cancelled) {
            script.cancelled.add(instance);
            throw Failures.of(Failures.CANCELLED, "it was cancelled; everything is back as it was");
        } finally {
            script.count(-1);
        }
        Deque<String> failures = script.failures.getOrDefault(instance, new ArrayDeque<>());
        if (!failures.isEmpty()) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "it failed", failures.remove(), new Spent(target, "manual", 7, 2000));
        }
        script.cloud.instances.removeIf(each -> each.id().equals(instance));
        return report(
                instance,
                target,
                new Plan(instance, "", "compute-1", target, "", List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    private static MigrationReport report(String instance, String target, Plan plan) {
        return new MigrationReport(
                instance,
                "vm-" + instance,
                "compute-1",
                target,
                "cold",
                1000,
                5,
                5,
                Map.of(),
                "",
                0,
                List.of(),
                List.of(),
                500,
                plan,
                false,
                7);
    }

    @Override
    public MigrationProgress progress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancel() {}

    @Override
    public void leaseGranted(Claim claim) {}

    @Override
    public void choose(String choice) {}

    @Override
    public void checkChoose(String choice) {}

    @Override
    public void checkCancel() {}
}
