package org.ferry.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Objects;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.RunActivities.TakenAway;
import org.ferry.workflows.drain.RefillReport.Homecoming;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host is checked, enabled, and gets its instances back. */
class RefillHostWorkflowTest extends DrainRuns {

    @BeforeEach
    void disableTheHost() {
        cloud.service = new ComputeService("compute-1", true, false, "Ferry drains compute-1, run 12345678");
    }

    @Test
    void enablesAHostThatADrainHasDisabled() {
        assertThat(refill("{}")).isEqualTo(new RefillReport("compute-1", true, List.of()));
        assertThat(cloud.service.enabled()).isTrue();
        assertThat(script.begun).isEmpty();
    }

    @Test
    void bringsHomeWhatTheLastDrainTookAwayAndSaysWhatStaysAway() {
        cloud.takenAway = List.of(new TakenAway("1", "vm-1"), new TakenAway("2", "vm-2"), new TakenAway("3", "vm-3"));
        script.fail("2", Failures.REFUSED);

        RefillReport report = refill("{\"bringHome\": true, \"parallel\": 2}");

        assertThat(report.instances())
                .containsExactlyInAnyOrder(
                        new Homecoming("1", "vm-1", "home", 1000, ""),
                        new Homecoming("2", "vm-2", "away", 0, "it failed"),
                        new Homecoming("3", "vm-3", "home", 1000, ""));
        assertThat(script.begun).allMatch(move -> move.endsWith("→compute-1"));
        assertThat(script.most).isEqualTo(2);
    }

    @Test
    void refusesAHostThatIsNotFitAndNamesEveryProblem() {
        cloud.service = new ComputeService("compute-1", false, false, "broken fan");
        cloud.deadAgents = List.of("Linux bridge agent");
        cloud.domains.add("0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001");

        assertThat(fails("{}").getOriginalMessage())
                .contains("nova-compute on compute-1 is down")
                .contains("is disabled by somebody else (broken fan)")
                .contains("the Linux bridge agent on compute-1 is dead")
                .contains("has the domain 0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001, which Nova does not have there")
                .contains("Nothing was touched");
        assertThat(cloud.done).isEmpty();
    }

    @Test
    void enablesAHostThatSomebodyElseHasDisabledWhenAskedTo() {
        cloud.service = new ComputeService("compute-1", true, false, "broken fan");

        assertThat(refill("{\"enableAnyway\": true}").enabled()).isTrue();
    }

    @Test
    void refusesBadInputByName() {
        assertThat(fails("{\"parallel\": 0, \"colour\": 1}").getOriginalMessage())
                .contains("\"parallel\" must be a whole number from 1")
                .contains("unknown field \"colour\"");
    }

    private RefillReport refill(String fields) {
        return begin(fields).getResult(RefillReport.class);
    }

    private ApplicationFailure fails(String fields) {
        try {
            refill(fields);
        } catch (WorkflowFailedException failed) {
            return (ApplicationFailure) Objects.requireNonNull(failed.getCause());
        }
        throw new AssertionError("it was expected to fail; done: " + cloud.done);
    }

    private WorkflowStub begin(String fields) {
        WorkflowStub run = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        RefillHostWorkflow.TYPE,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                                .setWorkflowId(RefillHostWorkflow.workflowId("compute-1"))
                                .build());
        try {
            ObjectMapper mapper = new ObjectMapper();
            JsonNode request = mapper.readerForUpdating(
                            mapper.createObjectNode().put("host", "compute-1"))
                    .readValue(fields);
            run.start(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return run;
    }
}
