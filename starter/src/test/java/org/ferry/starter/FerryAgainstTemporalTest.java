package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactory;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command against a real server and a worker that moves nothing. Needs Temporal's CLI. */
class FerryAgainstTemporalTest {
    /** On the path, or where the lab has it. */
    private static final Stream<String> CLI = Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)).map(folder -> folder + "/temporal"),
            Stream.of("/opt/ferry-lab/temporal/bin/temporal"));

    private static TestWorkflowEnvironment temporal;
    private static WorkerFactory worker;

    @BeforeAll
    static void start() {
        String cli = CLI.filter(path -> new File(path).canExecute()).findFirst().orElse("");
        Assumptions.assumeFalse(cli.isEmpty(), "the command \"temporal\" is not installed");
        temporal = TestWorkflowEnvironment.startLocal(
                TestEnvironmentOptions.newBuilder()
                        .registerSearchAttribute("FerryInstance", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                        .registerSearchAttribute("FerryTarget", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                        .registerSearchAttribute("FerryMethod", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                        .registerSearchAttribute("FerryPhase", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                        .build(),
                TemporalDevServerOptions.newBuilder()
                        .setExistingPath(cli)
                        .setDownloadEnabled(false)
                        .setLogFile("target/temporal.log")
                        .build());
        worker = FakeWorker.start(temporal.getWorkflowServiceStubs(), "ferry", Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() {
        if (temporal != null) {
            worker.shutdownNow();
            temporal.close();
        }
    }

    @Test
    void movesAnInstanceByNameAndReports() {
        Result moved = ferry("migrate", FakeWorker.NAME, "--to", "compute-2", "--wait", "--json");

        assertThat(moved.exit()).isZero();
        assertThat(moved.events()).startsWith("started", "progress").endsWith("report");
        assertThat(moved.last().path("outcome").textValue()).isEqualTo("moved");
        assertThat(moved.last().path("steps"))
                .extracting(step -> step.path("name").textValue())
                .contains("stop web-1 on compute-1", "copy 1.2 GiB → compute-2");

        Result shown = ferry("show", FakeWorker.NAME);
        assertThat(shown.exit()).isZero();
        assertThat(shown.out()).contains("moved after").contains("own time");
    }

    @Test
    void tellsFailuresByTheExitCode() {
        assertThat(ferry("migrate", FakeWorker.INSTANCE, "--to", "refuse-1", "--wait")
                        .exit())
                .isEqualTo(Exit.REFUSED.code());
        Result returned = ferry("migrate", FakeWorker.INSTANCE, "--to", "return-1", "--wait");
        assertThat(returned.exit()).isEqualTo(Exit.RETURNED.code());
        assertThat(returned.out()).contains("the target's disk is full");
    }

    @Test
    void handlesARunThatWaitsForAPerson() throws InterruptedException {
        assertThat(ferry("migrate", FakeWorker.NAME, "--to", "stuck-1").exit()).isZero();
        Result again = ferry("migrate", FakeWorker.NAME, "--to", "compute-2");
        assertThat(again.exit()).isEqualTo(Exit.GOING_ON.code());
        assertThat(again.err()).contains("ferry watch " + FakeWorker.INSTANCE);

        Result shown = ferry("show", FakeWorker.INSTANCE);
        while (!shown.out().contains("no space left on device")) {
            assertThat(shown.exit()).isEqualTo(Exit.GOING_ON.code());
            Thread.sleep(500);
            shown = ferry("show", FakeWorker.INSTANCE);
        }
        Result refused = ferry("cancel", FakeWorker.NAME);
        assertThat(refused.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(refused.err()).contains("past the point of no return");

        assertThat(ferry("resume", FakeWorker.NAME).exit()).isZero();
        assertThat(ferry("watch", "migrate/" + FakeWorker.INSTANCE).exit()).isZero();
        assertThat(ferry("resume", FakeWorker.NAME).exit()).isEqualTo(Exit.NO_RUN.code());
    }

    @Test
    void cancelsAPausedRun() {
        ferry("migrate", FakeWorker.NAME, "--to", "compute-2");
        assertThat(ferry("pause", FakeWorker.NAME).exit()).isZero();
        assertThat(ferry("cancel", FakeWorker.NAME).exit()).isZero();

        assertThat(ferry("watch", FakeWorker.NAME).exit()).isEqualTo(Exit.CANCELLED.code());
    }

    @Test
    void refusesNamesThatAreNotOneInstances() {
        assertThat(ferry("migrate", FakeWorker.TWICE, "--to", "compute-2").err())
                .contains("2 instances are named \"twin\"", FakeWorker.INSTANCE);
        assertThat(ferry("migrate", "nobody", "--to", "compute-2").exit()).isEqualTo(Exit.REFUSED.code());
    }

    @Test
    void saysThatNoWorkerAnswers() {
        Result alone = ferry("migrate", FakeWorker.NAME, "--to", "compute-2", "--task-queue", "empty");

        assertThat(alone.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(alone.err()).contains("No worker answers on the task queue \"empty\"", "ferry-worker");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(ferry("show", Runs.UUID.replace('0', '9')).exit()).isEqualTo(Exit.NO_RUN.code());
        Result lost = ferry("show", FakeWorker.INSTANCE, "--namespace", "nowhere");
        assertThat(lost.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(lost.err()).contains("nowhere", "--namespace");
    }

    private record Result(int exit, String out, String err) {
        List<String> events() {
            return lines().stream().map(line -> line.path("event").textValue()).toList();
        }

        JsonNode last() {
            List<JsonNode> lines = lines();
            return lines.get(lines.size() - 1);
        }

        private List<JsonNode> lines() {
            return out.lines()
                    .map(line -> {
                        try {
                            return new ObjectMapper().readTree(line);
                        } catch (JsonProcessingException e) {
                            throw new AssertionError("not JSON: " + line, e);
                        }
                    })
                    .toList();
        }
    }

    private static Result ferry(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--address=" + temporal.getWorkflowServiceStubs().getOptions().getTarget());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine ferry = Ferry.commandLine();
        ferry.setOut(new PrintWriter(out, true));
        ferry.setErr(new PrintWriter(err, true));
        return new Result(ferry.execute(all.toArray(new String[0])), out.toString(), err.toString());
    }
}
