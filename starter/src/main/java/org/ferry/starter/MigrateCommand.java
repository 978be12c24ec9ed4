package org.ferry.starter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import org.ferry.workflows.migrate.MigrationRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry migrate}: starts a migration. */
@Command(
        name = "migrate",
        description = {
            "Move an instance to another compute host.",
            "Starts the run and says how to follow it; with --wait, follows it to its end.",
            ""
        })
final class MigrateCommand extends FerryCommand {
    /** Lets everything but the instance be checked before a name is looked up. */
    private static final String ANY_UUID = "00000000-0000-0000-0000-000000000000";

    @Parameters(paramLabel = "INSTANCE", description = "Uuid or name of the instance.")
    String instance = "";

    @Option(names = "--to", required = true, paramLabel = "HOST", description = "Compute host to move it to.")
    String target = "";

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "manual",
            description = "How: manual (files by SSH, then the database; the instance is down meanwhile).")
    String method = "";

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "How long the source's files are kept, for example 24h, 30m or 0s (default: 24h).")
    @Nullable
    String hold;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "How long a target that does not answer, or a copy without progress, is waited for before"
                    + " the instance goes back (default: 5m).")
    @Nullable
    String patience;

    @Option(names = "--allow-disabled-target", description = "Move it even to a host whose nova-compute is disabled.")
    boolean allowDisabledTarget;

    @Option(names = "--wait", description = "Follow the run to its end, and exit with its outcome.")
    boolean wait;

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        check(InstanceRef.uuid(instance).orElse(ANY_UUID));
        InstanceRef ref = InstanceRef.resolve(instance, temporal);
        temporal.requireWorker();
        WorkflowExecution run = start(ref, temporal);
        String url = output.url(run.getWorkflowId(), run.getRunId());
        output.print(
                Json.started(run.getWorkflowId(), run.getRunId(), ref, target, method, url),
                "started   " + ref.title() + " → " + target + ", " + method,
                "workflow  " + run.getWorkflowId(),
                "run       " + run.getRunId(),
                "web UI    " + url,
                wait ? "" : "follow    ferry watch " + ref.id());
        return wait ? follow(readerOf(ref, temporal), temporal, output) : Exit.DONE;
    }

    private WorkflowExecution start(InstanceRef ref, Temporal temporal) {
        try {
            return temporal.start(
                    ref.id(),
                    request(ref.id()),
                    ref.title() + ": " + method + " → " + target,
                    SearchAttributes.newBuilder()
                            .set(org.ferry.workflows.SearchAttributes.INSTANCE, ref.id())
                            .set(org.ferry.workflows.SearchAttributes.TARGET, target)
                            .set(org.ferry.workflows.SearchAttributes.METHOD, method)
                            .build());
        } catch (WorkflowExecutionAlreadyStarted already) {
            throw new StarterException(
                    Exit.GOING_ON,
                    "A migration of " + ref.title() + " is going on already (run "
                            + already.getExecution().getRunId() + "); nothing was started.\nFollow it: ferry watch "
                            + ref.id(),
                    already);
        }
    }

    /** The workflow's own rules, before anything is asked or started. */
    private void check(String uuid) {
        try {
            MigrationRequest.parse(request(uuid));
        } catch (ApplicationFailure bad) {
            String message = bad.getOriginalMessage()
                    .replace("\"target\"", "--to")
                    .replace("\"method\"", "--method")
                    .replace("\"hold\"", "--hold")
                    .replace("\"patience\"", "--patience");
            throw new StarterException(Exit.USAGE, message, bad);
        }
    }

    private ObjectNode request(String uuid) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("instance", uuid)
                .put("target", target)
                .put("method", method);
        if (hold != null) {
            request.put("hold", hold);
        }
        if (patience != null) {
            request.put("patience", patience);
        }
        if (allowDisabledTarget) {
            request.put("allowDisabledTarget", true);
        }
        return request;
    }
}
