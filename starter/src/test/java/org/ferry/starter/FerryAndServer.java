package org.ferry.starter;

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
import org.junit.jupiter.api.Assumptions;
import picocli.CommandLine;

/** The command, a real server, and a worker that moves nothing. Needs Temporal's CLI. */
final class FerryAndServer implements AutoCloseable {
    private final TestWorkflowEnvironment temporal;
    private final WorkerFactory worker;

    private FerryAndServer(TestWorkflowEnvironment temporal, WorkerFactory worker) {
        this.temporal = temporal;
        this.worker = worker;
    }

    static FerryAndServer start() {
        // On the path, or where the lab has it.
        String cli = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                                .map(folder -> folder + "/temporal"),
                        Stream.of("/opt/ferry-lab/temporal/bin/temporal"))
                .filter(path -> new File(path).canExecute())
                .findFirst()
                .orElse("");
        Assumptions.assumeFalse(cli.isEmpty(), "the command \"temporal\" is not installed");
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder();
        Stream.of("FerryInstance", "FerrySource", "FerryTarget", "FerryMethod", "FerryPhase")
                .forEach(name -> options.registerSearchAttribute(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        TestWorkflowEnvironment temporal = TestWorkflowEnvironment.startLocal(
                options.build(),
                TemporalDevServerOptions.newBuilder()
                        .setExistingPath(cli)
                        .setDownloadEnabled(false)
                        .setLogFile("target/temporal.log")
                        .build());
        return new FerryAndServer(
                temporal, FakeWorker.start(temporal.getWorkflowServiceStubs(), "ferry", Duration.ofSeconds(1)));
    }

    /** Runs the command to its end. */
    Result ferry(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--address=" + temporal.getWorkflowServiceStubs().getOptions().getTarget());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine ferry = Ferry.commandLine();
        ferry.setOut(new PrintWriter(out, true));
        ferry.setErr(new PrintWriter(err, true));
        return new Result(ferry.execute(all.toArray(new String[0])), out.toString(), err.toString());
    }

    /** What somebody does who does not use the command. */
    TestWorkflowEnvironment temporal() {
        return temporal;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        temporal.close();
    }

    /** What the command printed, and its exit code. */
    record Result(int exit, String out, String err) {
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
}
