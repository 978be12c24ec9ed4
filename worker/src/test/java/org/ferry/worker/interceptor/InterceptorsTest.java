package org.ferry.worker.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class InterceptorsTest {
    private static final String INSTANCE = "b3a0f1d2-6f0e-4b8e-9d55-0123456789ab";
    private static final String QUEUE = "test";
    private static final Duration BEAT = Duration.ofMillis(200);
    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(1);

    private final Work work = new Work();
    private final BackgroundHeartbeats heartbeats = new BackgroundHeartbeats(BEAT);
    private TestWorkflowEnvironment temporal = start(heartbeats, new InstanceInLog());

    @AfterEach
    void close() {
        temporal.close();
        heartbeats.close();
    }

    @Test
    void namesTheInstanceInTheLogOfWorkflowAndActivity() {
        assertThat(run("migrate/" + INSTANCE, "log")).isEqualTo(INSTANCE + " " + INSTANCE + " Work_Act");
        assertThat(run("purge/" + INSTANCE + "/1f2e3d4c", "log")).startsWith(INSTANCE + " " + INSTANCE);
        assertThat(run("drain/compute-1", "log")).startsWith("null null");
    }

    @Test
    void keepsASilentActivityAlive() {
        assertThat(run("a", "silent")).isEqualTo("done in attempt 1");
    }

    @Test
    void losesASilentActivityWithoutHeartbeats() {
        temporal.close();
        temporal = start(new InstanceInLog());

        assertThatThrownBy(() -> run("a", "silent"))
                .isInstanceOf(WorkflowFailedException.class)
                .hasRootCauseInstanceOf(TimeoutFailure.class);
    }

    @Test
    void handsTheDetailsOfOneAttemptToTheNext() {
        assertThat(run("a", "details"))
                .isEqualTo("Optional[Progress[bytes=42]] in attempt 2, Optional[Progress[bytes=42]] in attempt 3");
    }

    @Test
    void letsAnActivityThatHeartbeatsHearOfItsCancellation() throws Exception {
        assertThatThrownBy(() -> cancelled("heartbeating"))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);

        assertThat(work.ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(work.heardOfCancellation).isTrue();
    }

    @Test
    void letsAnActivityThatDoesNotHeartbeatFinish() {
        assertThatThrownBy(() -> cancelled("silent"))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);

        assertThat(work.finished).isTrue();
    }

    private TestWorkflowEnvironment start(WorkerInterceptor... interceptors) {
        TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(interceptors)
                        .build())
                .build());
        Worker worker = environment.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(10_000)
                        .setMaxHeartbeatThrottleInterval(BEAT)
                        .build());
        worker.registerWorkflowImplementationTypes(RunnerImpl.class);
        worker.registerActivitiesImplementations(work);
        environment.start();
        return environment;
    }

    private String run(String workflowId, String kind) {
        return stub(workflowId).run(kind);
    }

    /** The outcome of a run that is cancelled when its activity has begun. */
    private String cancelled(String kind) throws InterruptedException {
        Runner runner = stub("a");
        WorkflowClient.start(runner::run, kind);
        assertThat(work.begun.await(10, TimeUnit.SECONDS)).isTrue();
        WorkflowStub stub = WorkflowStub.fromTyped(runner);
        stub.cancel();
        return stub.getResult(String.class);
    }

    private Runner stub(String workflowId) {
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        Runner.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setWorkflowId(workflowId)
                                .build());
    }

    /** A workflow around one activity. */
    @WorkflowInterface
    public interface Runner {
        @WorkflowMethod
        String run(String kind);
    }

    /** As Ferry's: waits for the end of what it cancelled. */
    public static final class RunnerImpl implements Runner {
        @Override
        public String run(String kind) {
            Act act = Workflow.newActivityStub(
                    Act.class,
                    ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(Duration.ofMinutes(1))
                            .setHeartbeatTimeout(HEARTBEAT_TIMEOUT)
                            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                            .setRetryOptions(RetryOptions.newBuilder()
                                    .setMaximumAttempts(kind.equals("details") ? 3 : 1)
                                    .setInitialInterval(Duration.ofMillis(10))
                                    .build())
                            .build());
            String inWorkflow = String.valueOf(MDC.get("instance"));
            String result = act.act(kind);
            return kind.equals("log") ? inWorkflow + " " + result : result;
        }
    }

    /** The activity. */
    @ActivityInterface(namePrefix = "Work_")
    public interface Act {
        String act(String kind);
    }

    record Progress(long bytes) {}

    /** Its kinds. */
    public static final class Work implements Act {
        private static final Duration LONGER_THAN_TIMEOUT =
                HEARTBEAT_TIMEOUT.multipliedBy(5).dividedBy(2);

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean heardOfCancellation;
        volatile boolean finished;
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public String act(String kind) {
            int attempt = Activity.getExecutionContext().getInfo().getAttempt();
            begun.countDown();
            return switch (kind) {
                case "log" -> MDC.get("instance") + " " + MDC.get("ActivityType");
                case "silent" -> {
                    sleep(LONGER_THAN_TIMEOUT);
                    finished = true;
                    yield "done in attempt " + attempt;
                }
                case "details" -> details(attempt);
                case "heartbeating" -> heartbeatForLong();
                default -> throw new IllegalArgumentException(kind);
            };
        }

        private String details(int attempt) {
            if (attempt == 1) {
                Activity.getExecutionContext().heartbeat(new Progress(42));
                sleep(BEAT.multipliedBy(2));
                throw new IllegalStateException("first attempt");
            }
            sleep(BEAT.multipliedBy(3));
            seen.add(Activity.getExecutionContext().getHeartbeatDetails(Progress.class) + " in attempt " + attempt);
            if (attempt == 2) {
                throw new IllegalStateException("second attempt, without a heartbeat of its own");
            }
            return String.join(", ", seen);
        }

        private String heartbeatForLong() {
            try {
                for (int i = 0; i < 100; i++) {
                    Activity.getExecutionContext().heartbeat("at " + i);
                    sleep(BEAT);
                }
                return "never heard";
            } catch (ActivityCompletionException cancelled) {
                heardOfCancellation = true;
                throw cancelled;
            } finally {
                ended.countDown();
            }
        }

        private static void sleep(Duration time) {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }
}
