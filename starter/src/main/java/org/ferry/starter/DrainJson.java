package org.ferry.starter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ferry.report.DrainDocument;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Outcome;
import org.ferry.starter.run.Run;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.InstanceMove.State;

/** What {@code --json} prints of drains, by the rules of {@link Json}. */
final class DrainJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DrainJson() {}

    /** {@code started}: a drain was started. */
    static ObjectNode started(String workflowId, String runId, String host, String url) {
        return Json.event("started")
                .put("workflowId", workflowId)
                .put("runId", runId)
                .put("host", host)
                .put("url", url);
    }

    /** {@code progress}: something about a drain changed; instances at rest are counted, not listed. */
    static ObjectNode progress(DrainRun drain) {
        ObjectNode json = describe("progress", drain);
        ObjectNode counts = json.putObject("counts");
        for (State state : State.values()) {
            counts.put(state.text(), drain.in(state).size());
        }
        ArrayNode moves = json.putArray("inFlight");
        drain.in(State.MOVING, State.FOLLOWED).forEach(move -> moves.add(move(move, drain)));
        return json;
    }

    /** {@code report}: how a drain ended, or stands; the fields of {@link DrainReport} are in {@code report}. */
    static ObjectNode report(DrainRun drain, String url) {
        ObjectNode json = describe("report", drain);
        Outcome outcome = drain.outcome();
        json.put("outcome", outcome == null ? "running" : Json.camelCase(outcome.kind()))
                .put("exitCode", Exit.of(drain).code())
                .put("message", outcome == null ? "" : outcome.message())
                .put("endedAt", drain.endedAt());
        if (outcome != null) {
            json.put("millis", drain.millis(0));
        }
        json.set("report", DrainDocument.report(drain.report()));
        return json.put("url", url);
    }

    private static ObjectNode describe(String event, DrainRun drain) {
        return Json.event(event)
                .put("workflowId", drain.workflowId())
                .put("runId", drain.runId())
                .put("host", drain.report().host())
                .put("phase", drain.report().phase())
                .put("startedAt", drain.report().startedAt())
                .put("attention", drain.report().attention())
                .put("waitingFor", drain.waitingFor());
    }

    private static ObjectNode move(InstanceMove move, DrainRun drain) {
        Run run = drain.inFlight().get(move.instance().id());
        return MAPPER.createObjectNode()
                .put("instance", move.instance().id())
                .put("name", move.instance().name())
                .put("target", move.target())
                .put("method", move.method())
                .put("startedAt", move.startedAt())
                .put("attempts", move.attempts())
                .put("percent", Tally.percent(run))
                .put("phase", run == null ? null : run.progress().phase())
                .put("attention", run == null ? null : run.progress().attention());
    }
}
