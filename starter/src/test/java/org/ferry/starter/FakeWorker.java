package org.ferry.starter;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.find.FindInstanceWorkflow;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.MigrationRequest;
import org.ferry.workflows.migrate.Phase;
import org.jspecify.annotations.Nullable;

/**
 * A worker that moves nothing, but tells of it as the real one does. The target's name says how it goes: any moves,
 * {@code refuse…}, {@code return…}, {@code flaky…} (a step that is tried three times), {@code stuck…} (waits for resume).
 */
final class FakeWorker {
    static final String INSTANCE = "0b7f9c1e-5a55-4b1c-9a55-2f6f2b6f4b11";
    static final String NAME = "web-1";
    static final String TWICE = "twin";

    private FakeWorker() {}

    /** For looking at the command by hand: {@code FakeWorker [SECONDS OF A COPY]}. */
    public static void main(String[] arguments) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(System.getenv().getOrDefault("TEMPORAL_ADDRESS", "127.0.0.1:7233"))
                .build());
        start(stubs, MigrateInstanceWorkflow.TASK_QUEUE, Duration.ofSeconds(Long.parseLong(arguments[0])));
    }

    static WorkerFactory start(WorkflowServiceStubs stubs, String taskQueue, Duration copying) {
        WorkflowClient client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
        WorkerFactory factory = WorkerFactory.newInstance(client);
        Worker worker = factory.newWorker(
                taskQueue,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(10_000)
                        .build());
        worker.registerWorkflowImplementationTypes(Migration.class, Find.class);
        worker.registerActivitiesImplementations(new Pretending(copying));
        factory.start();
        return factory;
    }

    /** Two have the same name. */
    public static final class Find implements FindInstanceWorkflow {
        @Override
        public List<Found> find(String name) {
            Found one = new Found(INSTANCE, name, "demo", "compute-1", "ACTIVE");
            return switch (name) {
                case NAME -> List.of(one);
                case TWICE -> List.of(one, new Found(INSTANCE.replace('0', '1'), name, "other", "", "ERROR"));
                default -> List.of();
            };
        }
    }

    /** The steps. */
    @ActivityInterface
    public interface Steps {
        /** Takes a moment. */
        void work(String target);

        /** Fails twice. */
        void flaky();

        /** Heartbeats as a copy does. */
        void copy();
    }

    /** Does nothing, for as long as it would take. */
    public static final class Pretending implements Steps {
        private static final long TOTAL = 1_288_490_188L;
        private final Duration copying;

        Pretending(Duration copying) {
            this.copying = copying;
        }

        @Override
        public void work(String target) {
            Activity.getExecutionContext().heartbeat(null);
            pause(Math.min(1_000, copying.toMillis() / 20));
        }

        @Override
        public void flaky() {
            if (Activity.getExecutionContext().getInfo().getAttempt() < 3) {
                throw new IllegalStateException("compute-1 does not answer on port 22: connection refused");
            }
        }

        @Override
        public void copy() {
            for (int percent = 0; percent < 100; percent++) {
                long perSecond = TOTAL / Math.max(1, copying.toSeconds());
                Activity.getExecutionContext()
                        .heartbeat(new CopyProgress(
                                "disk",
                                TOTAL * percent / 100,
                                TOTAL,
                                percent,
                                perSecond,
                                copying.toSeconds() * (100 - percent) / 100));
                pause(copying.toMillis() / 100);
            }
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException shutDown) {
                throw new IllegalStateException(shutDown);
            }
        }
    }

    /** The story. */
    public static final class Migration implements MigrateInstanceWorkflow {
        private Phase phase = Phase.CHECKING;
        private @Nullable String target;
        private @Nullable String attention;
        private boolean down;
        private boolean paused;
        private long downSince;
        private @Nullable CancellationScope scope;

        @Override
        public MigrationReport migrate(@Nullable JsonNode json) {
            MigrationRequest request = MigrationRequest.parse(json);
            target = request.target();
            enter(Phase.CHECKING);
            step("look up the instance").work(target);
            if (target.startsWith("refuse")) {
                throw end(Failures.REFUSED, Phase.REFUSED, "can't move web-1:\n- " + target + " is down");
            }
            try {
                scope = Workflow.newCancellationScope(this::move);
                scope.run();
            } catch (ActivityFailure | CanceledFailure failure) {
                Workflow.newDetachedCancellationScope(() -> putBack(failure)).run();
            }
            enter(Phase.FINISHING);
            step("hand web-1 over to " + target + " in the database").work(target);
            if (target.startsWith("stuck")) {
                attention = "start web-1 on " + target + " failed: no space left on device. Put it right, then resume";
                Workflow.await(() -> attention == null);
            }
            step("start web-1 on " + target).work(target);
            enter(Phase.DONE);
            return report(request);
        }

        private void move() {
            enter(Phase.MOVING);
            step("stop web-1 on compute-1").work(target());
            down = true;
            downSince = Workflow.currentTimeMillis();
            Workflow.await(() -> !paused);
            if (target().startsWith("flaky")) {
                step("see that its domain is shut off").flaky();
            }
            step("copy 1.2 GiB → " + target).copy();
            if (target().startsWith("return")) {
                throw CanceledFailure.class.cast(new CanceledFailure("the target's disk is full"));
            }
        }

        private void putBack(Exception failure) {
            enter(Phase.RETURNING);
            step("start web-1 on compute-1").work(target());
            down = false;
            boolean byPerson = !target().startsWith("return");
            throw end(
                    byPerson ? Failures.CANCELLED : Failures.RETURNED,
                    Phase.RETURNED,
                    (byPerson ? "it was cancelled" : failure.getMessage()) + "; everything is back as it was");
        }

        @Override
        public MigrationProgress progress() {
            return new MigrationProgress(
                    INSTANCE,
                    NAME,
                    "compute-1",
                    target,
                    shown().text(),
                    down,
                    down ? downMillis() : 0,
                    List.of(),
                    attention);
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            attention = null;
        }

        @Override
        public void cancel() {
            if (scope != null) {
                scope.cancel();
            }
        }

        @Override
        public void checkCancel() {
            if (phase == Phase.FINISHING) {
                throw new IllegalStateException("it is past the point of no return");
            }
        }

        private Phase shown() {
            return attention != null ? Phase.NEEDS_OPERATOR : paused ? Phase.PAUSED : phase;
        }

        private void enter(Phase next) {
            phase = next;
            Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(next.text()));
        }

        private ApplicationFailure end(String type, Phase last, String message) {
            enter(last);
            return Failures.of(type, message);
        }

        private long downMillis() {
            return Workflow.currentTimeMillis() - downSince;
        }

        private String target() {
            return String.valueOf(target);
        }

        private MigrationReport report(MigrationRequest request) {
            long downMillis = downMillis();
            down = false;
            return new MigrationReport(
                    INSTANCE,
                    NAME,
                    "compute-1",
                    request.target(),
                    request.method().text(),
                    downMillis,
                    Pretending.TOTAL,
                    402_653_184L,
                    Map.of("disk", "c0ffee", "disk.config", "beef"),
                    "compute-1:/var/lib/nova/instances/" + INSTANCE + ".ferry-0",
                    request.hold().toMillis(),
                    List.of(),
                    List.of("volume 4711 was /dev/vdc and is now /dev/vdb"));
        }

        private static Steps step(String name) {
            return Workflow.newActivityStub(
                    Steps.class,
                    ActivityOptions.newBuilder()
                            .setSummary(name)
                            .setStartToCloseTimeout(Duration.ofMinutes(5))
                            // Heartbeats are sent after 80 % of it at the earliest.
                            .setHeartbeatTimeout(Duration.ofSeconds(3))
                            .setRetryOptions(RetryOptions.newBuilder()
                                    .setInitialInterval(Duration.ofSeconds(5))
                                    .build())
                            .build());
        }
    }
}
