package org.ferry.starter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Outcome;
import org.ferry.starter.run.Run;
import org.ferry.starter.run.Snapshot;
import org.ferry.starter.run.Step;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.hosts.HostCapacity;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --json} prints: one object a line, told apart by the field {@code event}. Scripts rely on the fields: add
 * some, but rename and remove none. Times are milliseconds since the epoch, durations are milliseconds.
 */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** {@code started}: a run was started. */
    static ObjectNode started(
            String workflowId, String runId, InstanceRef instance, @Nullable String target, String method, String url) {
        return event("started")
                .put("workflowId", workflowId)
                .put("runId", runId)
                .put("instance", instance.id())
                .put("name", instance.name())
                .put("target", target)
                .put("method", method)
                .put("url", url);
    }

    /** {@code accepted}: a run was asked to do something. */
    static ObjectNode accepted(String action, Snapshot<?> run) {
        ObjectNode json = event("accepted")
                .put("action", action)
                .put("workflowId", run.workflowId())
                .put("runId", run.runId());
        return run instanceof DrainRun drain
                ? json.put("host", drain.report().host())
                : json.put("instance", run.argument());
    }

    /** {@code plan}: how an instance would be moved; the fields of {@link Plan}. */
    static ObjectNode plan(Plan plan) {
        ObjectNode json = event("plan").put("exitCode", Exit.of(plan).code());
        return json.setAll((ObjectNode) MAPPER.valueToTree(plan));
    }

    /** {@code host}: a compute host; the fields of {@link HostCapacity}. */
    static ObjectNode host(HostCapacity host) {
        return event("host").setAll((ObjectNode) MAPPER.valueToTree(host));
    }

    /** {@code error}: the command did not do what it was asked to. */
    static ObjectNode error(Exit exit, String message) {
        return event("error").put("exitCode", exit.code()).put("message", message);
    }

    /** {@code progress}: something about a run changed. */
    static ObjectNode progress(Run run) {
        return describe(event("progress"), run);
    }

    /** {@code report}: how a run ended, or stands. */
    static ObjectNode report(Run run, String url) {
        ObjectNode json = describe(event("report"), run);
        Outcome outcome = run.outcome();
        json.put("outcome", outcome == null ? "running" : camelCase(outcome.kind()))
                .put("exitCode", Exit.of(outcome).code())
                .put("message", outcome == null ? "" : outcome.message())
                .put("endedAt", run.history().endedAt());
        if (outcome != null) {
            json.put("millis", run.millis(0))
                    .put("ownMillis", run.history().ownTime().millis())
                    .put("retriedMillis", run.history().ownTime().retriedMillis());
            json.set("report", MAPPER.valueToTree(outcome.report()));
        }
        return json.put("url", url);
    }

    private static ObjectNode describe(ObjectNode json, Run run) {
        json.put("workflowId", run.workflowId())
                .put("runId", run.runId())
                .put("instance", run.progress().instance())
                .put("name", run.progress().name())
                .put("source", run.progress().source())
                .put("target", run.progress().target())
                .put("method", run.method())
                .put("phase", run.progress().phase())
                .put("startedAt", run.history().startedAt())
                .put("instanceDown", run.progress().instanceDown())
                .put("downMillis", run.progress().downMillis())
                .put("attention", run.progress().attention())
                .put("waitingFor", run.waitingFor());
        run.choices().forEach(json.putArray("choices")::add);
        ArrayNode steps = json.putArray("steps");
        run.steps().forEach(step -> steps.add(step(step)));
        return json;
    }

    private static ObjectNode step(Step step) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("name", step.name())
                .put("startedAt", step.startedAt())
                .put("millis", step.millis())
                .put("state", camelCase(step.state()))
                .put("attempt", step.attempt())
                .put("failure", step.failure());
        json.set("copy", MAPPER.valueToTree(step.told().copy()));
        json.set("live", MAPPER.valueToTree(step.told().live()));
        return json.set("nova", MAPPER.valueToTree(step.told().nova()));
    }

    /** An object that scripts know by this name. */
    static ObjectNode event(String name) {
        return MAPPER.createObjectNode().put("event", name);
    }

    /** NEEDS_OPERATOR to needsOperator. */
    static String camelCase(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return text.toString();
    }
}
