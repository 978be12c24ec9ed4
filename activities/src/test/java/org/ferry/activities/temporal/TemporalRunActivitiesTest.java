package org.ferry.activities.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.ferry.workflows.Failures;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.activity.RunActivities.MeasuredRate;
import org.ferry.workflows.activity.RunActivities.RunEnd;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.ferry.workflows.migrate.Spent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that move nothing, on a real server. Needs Temporal's CLI. */
class TemporalRunActivitiesTest {
    private static final long GIB = 1L << 30;
    /** On the path, or where the lab has it. */
    private static final Stream<String> CLI = Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)).map(folder -> folder + "/temporal"),
            Stream.of("/opt/ferry-lab/temporal/bin/temporal"));

    private static final String TEMPORAL =
            CLI.filter(path -> new File(path).canExecute()).findFirst().orElse("");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "ferry";

    private TestWorkflowEnvironment temporal;
    private WorkerFactory worker;
    private WorkflowClient client;
    private TemporalRunActivities runs;

    @BeforeEach
    void start() {
        Assumptions.assumeFalse(TEMPORAL.isEmpty(), "the command \"temporal\" is not installed");
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder();
        for (SearchAttributeKey<String> key :
                List.of(SearchAttributes.SOURCE, SearchAttributes.TARGET, SearchAttributes.PHASE)) {
            options.registerSearchAttribute(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
        temporal = TestWorkflowEnvironment.startLocal(
                options.build(),
                TemporalDevServerOptions.newBuilder()
                        .setExistingPath(TEMPORAL)
                        .setDownloadEnabled(false)
                        .setLogFile("target/temporal.log")
                        .build());
        client = WorkflowClient.newInstance(
                temporal.getWorkflowServiceStubs(),
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(FerryDataConverter.instance())
                        .build());
        worker = WorkerFactory.newInstance(client);
        worker.newWorker(QUEUE).registerWorkflowImplementationTypes(Pretending.class);
        worker.start();
        runs = new TemporalRunActivities(() -> client);
    }

    @AfterEach
    void stop() {
        if (temporal != null) {
            worker.shutdownNow();
            temporal.close();
        }
    }

    @Test
    void listsMigrationsThatGoOnAndKnowTheirTarget() {
        String instance = UUID.randomUUID().toString();
        run("migrate/" + instance, "{\"source\": \"compute-1\", \"target\": \"compute-2\", \"phase\": \"Moving\"}");
        run("migrate/" + UUID.randomUUID(), "{\"source\": \"compute-1\", \"phase\": \"Checking\"}");
        run(
                "plan/" + UUID.randomUUID(),
                "{\"source\": \"compute-1\", \"target\": \"compute-3\", \"phase\": \"Moving\"}");
        done("{\"source\": \"compute-1\", \"target\": \"compute-2\"}");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(runs.listInFlight())
                        .containsExactly(new RunInFlight(instance, "compute-1", "compute-2")));
    }

    @Test
    void measuresTheMedianRateOfEachMethod() {
        assertThat(runs.measureRates()).isEmpty();
        for (int old = 0; old < 3; old++) {
            done("{\"method\": \"manual\", \"bytes\": " + 99 * GIB + ", \"moveMillis\": 1000}");
        }
        for (int i = 0; i < 10; i++) {
            done("{\"method\": \"manual\", \"bytes\": " + (1 + i) * GIB + ", \"moveMillis\": 1000}");
        }
        done("{\"method\": \"live\", \"bytes\": " + 5 * GIB + ", \"moveMillis\": 500}");
        done("{\"method\": \"live\", \"bytes\": " + GIB / 10 + ", \"moveMillis\": 500}");
        done("{\"method\": \"cold\", \"bytes\": " + GIB + ", \"moveMillis\": 0}");
        done("{\"method\": \"cold\", \"bytes\": " + GIB + ", \"moveMillis\": 100, \"dryRun\": true}");
        done("{\"method\": \"cold\", \"bytes\": " + GIB + ", \"moveMillis\": 100, \"phase\": \"Returned\"}");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(runs.measureRates())
                        .isEqualTo(Map.of(
                                "manual", new MeasuredRate(11 * GIB / 2, 10), "live", new MeasuredRate(10 * GIB, 1))));
    }

    @Test
    void leavesOutARunWhoseReportCanNotBeRead() {
        done("{\"method\": \"live\", \"bytes\": " + 5 * GIB + ", \"moveMillis\": 500}");
        done("{\"method\": \"live\", \"bytes\": " + 5 * GIB + ", \"moveMillis\": 500, \"nothing\": true}");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(runs.measureRates()).isEqualTo(Map.of("live", new MeasuredRate(10 * GIB, 1))));
    }

    @Test
    void tellsOfWhichWorkflowsNoRunGoesOnHoweverTheLastHasEnded() {
        run("migrate/1", "{}");
        run("migrate/2", "{}").terminate("by a person");
        run("migrate/3", "{}").terminate("by a person");
        run("migrate/3", "{}");

        assertThat(runs.listEnded(List.of("migrate/1", "migrate/2", "migrate/3", "migrate/unknown")))
                .containsExactly("migrate/2", "migrate/unknown");
    }

    @Test
    void tellsHowAMoveHasEndedWhenItHas() {
        WorkflowStub moves = run("migrate/1", "{\"method\": \"live\", \"bytes\": 5}");
        assertThat(runs.findEnd("1")).isEmpty();
        moves.signal("resume");
        moves.getResult(JsonNode.class);
        run("migrate/2", "{\"failure\": \"Returned\"}").signal("resume");

        assertThat(runs.findEnd("1")).contains(new RunEnd(true, "compute-2", "live", 0, 5, List.of(), "", "", 3));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(runs.findEnd("2"))
                        .contains(new RunEnd(
                                false, "compute-2", "manual", 0, 0, List.of(), Failures.RETURNED, "it was undone", 2)));
        assertThat(runs.findEnd("3")).map(RunEnd::failureType).contains(Failures.REFUSED);
    }

    private WorkflowStub run(String id, String request) {
        WorkflowStub run = client.newUntypedWorkflowStub(
                MigrateInstanceWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(id)
                        .setTaskQueue(QUEUE)
                        .build());
        try {
            run.start(JSON.readTree(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return run;
    }

    private void done(String request) {
        WorkflowStub run = run("migrate/" + UUID.randomUUID(), request);
        run.signal("resume");
        run.getResult(JsonNode.class);
    }

    /** Says what it is asked to say, and ends when it is told to go on. */
    public static final class Pretending implements MigrateInstanceWorkflow {
        private boolean ended;

        @Override
        @SuppressWarnings("NullAway") // a report that is not there is what one test is about
        public MigrationReport migrate(@Nullable JsonNode request) {
            JsonNode wish = Objects.requireNonNull(request);
            for (SearchAttributeKey<String> key : List.of(SearchAttributes.SOURCE, SearchAttributes.TARGET)) {
                String value = wish.path(key.getName().replace("Ferry", "").toLowerCase(Locale.ROOT))
                        .asText();
                if (!value.isEmpty()) {
                    Workflow.upsertTypedSearchAttributes(key.valueSet(value));
                }
            }
            Workflow.upsertTypedSearchAttributes(
                    SearchAttributes.PHASE.valueSet(wish.path("phase").asText("Done")));
            Workflow.await(() -> ended);
            if (wish.has("failure")) {
                throw ApplicationFailure.newNonRetryableFailure(
                        "it was undone", wish.path("failure").asText(), new Spent("compute-2", "manual", 2, 0));
            }
            return wish.has("nothing") ? null : report(wish);
        }

        private static MigrationReport report(JsonNode wish) {
            return new MigrationReport(
                    "id",
                    "web-1",
                    "compute-1",
                    "compute-2",
                    wish.path("method").asText(),
                    0,
                    wish.path("bytes").asLong(),
                    0,
                    Map.of(),
                    "",
                    0,
                    List.of(),
                    List.of(),
                    wish.path("moveMillis").asLong(),
                    new Plan(
                            "id",
                            "web-1",
                            "compute-1",
                            null,
                            "",
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of()),
                    wish.path("dryRun").asBoolean(),
                    3);
        }

        @Override
        public MigrationProgress progress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {
            ended = true;
        }

        @Override
        public void cancel() {}

        @Override
        public void leaseGranted(Claim claim) {}

        @Override
        public void checkCancel() {}

        @Override
        public void choose(String choice) {}

        @Override
        public void checkChoose(String choice) {}
    }
}
