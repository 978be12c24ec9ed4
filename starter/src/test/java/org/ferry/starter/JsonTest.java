package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.ferry.starter.run.Events;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Step;
import org.ferry.workflows.Failures;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void tellsTheProgressOfARun() {
        JsonNode json = Json.progress(Runs.going("Moving", null, Runs.copying(50)));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "event",
                        "workflowId",
                        "runId",
                        "instance",
                        "name",
                        "source",
                        "target",
                        "method",
                        "phase",
                        "startedAt",
                        "instanceDown",
                        "downMillis",
                        "attention",
                        "waitingFor",
                        "choices",
                        "steps");
        assertThat(json.at("/steps/0/state").textValue()).isEqualTo("running");
        assertThat(json.at("/steps/0/copy/percent").intValue()).isEqualTo(50);
    }

    @Test
    void tellsHowARunEnded() {
        JsonNode moved = Json.report(
                Runs.ended(Events.started(Runs.REQUEST)
                        .activity("stop", 100, 200, 1_000)
                        .completed(1_500, Reports.manual("compute-2", 5_000))
                        .history()),
                "http://ui");
        JsonNode left = Json.report(
                Runs.ended(Events.started(Runs.REQUEST)
                        .failed(1, Failures.NEEDS_OPERATOR, "see to it")
                        .history()),
                "http://ui");

        assertThat(moved.path("outcome").textValue()).isEqualTo("moved");
        assertThat(moved.path("exitCode").intValue()).isZero();
        assertThat(moved.path("ownMillis").longValue()).isEqualTo(700);
        assertThat(moved.at("/report/checksums/disk").textValue()).isEqualTo("c0ffee");
        assertThat(left.path("outcome").textValue()).isEqualTo("needsOperator");
        assertThat(left.path("exitCode").intValue()).isEqualTo(6);
        assertThat(left.path("message").textValue()).isEqualTo("see to it");
    }

    @Test
    void tellsHowFarNovasOwnMovesAreAndWhatMayBeChosen() {
        JsonNode going =
                Json.progress(Runs.going("Moving", null, Runs.movingLive(50, 6), Runs.movingCold("migrating")));
        JsonNode waiting = Json.progress(Runs.choosing("look", "confirm", "revert"));

        assertThat(going.at("/steps/0/live/memoryRemaining").longValue()).isEqualTo(1L << 30);
        assertThat(going.at("/steps/0/copy").isNull()).isTrue();
        assertThat(going.at("/steps/1/nova/status").textValue()).isEqualTo("migrating");
        assertThat(waiting.path("method").textValue()).isEqualTo("cold");
        assertThat(waiting.path("choices")).extracting(JsonNode::textValue).containsExactly("confirm", "revert");
    }

    @Test
    void tellsAPlan() {
        JsonNode possible = Json.plan(Plans.possible());

        assertThat(possible.path("event").textValue()).isEqualTo("plan");
        assertThat(possible.path("exitCode").intValue()).isZero();
        assertThat(possible.at("/order/0").textValue()).isEqualTo("block-live");
        assertThat(possible.at("/options/0/reasons")).hasSize(2);
        assertThat(possible.at("/targets/1/host").textValue()).isEqualTo("compute-3");
        assertThat(Json.plan(Plans.impossible()).path("exitCode").intValue()).isEqualTo(3);
    }

    @Test
    void tellsAHost() {
        JsonNode host = Json.host(Capacities.up());

        assertThat(host.path("event").textValue()).isEqualTo("host");
        assertThat(host.at("/memoryMiB/usedMax").longValue()).isEqualTo(4_096);
        assertThat(host.at("/projects/1/project").textValue()).isEqualTo("a93b7c");
    }

    @Test
    void printsOneObjectForEveryChange() {
        StringWriter text = new StringWriter();
        JsonDisplay<Run> display = new JsonDisplay<>(Json::progress, new PrintWriter(text));
        display.show(Runs.going("Moving", null, Runs.step("stop", 0, Step.State.RUNNING)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 0, Step.State.RUNNING)));
        display.show(Runs.going("Moving", null, Runs.step("stop", 3, Step.State.DONE)));

        assertThat(text.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"event\":\"progress\""));
    }
}
