package org.ferry.starter;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.common.SearchAttributes;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import picocli.CommandLine.ArgGroup;
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
    @Parameters(paramLabel = "INSTANCE", description = "Uuid or name of the instance.")
    String instance = "";

    @Option(names = "--wait", description = "Follow the run to its end, and exit with its outcome.")
    boolean wait;

    @ArgGroup(validate = false, order = 1, heading = "%nWhere to, and which way:%n")
    ChoosingOptions choosing = new ChoosingOptions();

    @ArgGroup(validate = false, order = 2, heading = "%nOn the way:%n")
    MovingOptions moving = new MovingOptions();

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Request request = moving.addTo(choosing.request());
        request.check();
        InstanceRef ref = InstanceRef.resolve(instance, temporal);
        temporal.requireWorker();
        WorkflowExecution run = start(request, ref, temporal);
        String url = output.url(run.getWorkflowId(), run.getRunId());
        output.print(
                Json.started(run.getWorkflowId(), run.getRunId(), ref, choosing.target, choosing.methodText(), url),
                "started   " + ref.title() + choosing.targetText() + ", " + choosing.methodText(),
                "workflow  " + run.getWorkflowId(),
                "run       " + run.getRunId(),
                "web UI    " + url,
                wait ? "" : "follow    ferry watch " + ref.id());
        return wait ? follow(viewOf(ref, temporal), temporal, output) : Exit.DONE;
    }

    private WorkflowExecution start(Request request, InstanceRef ref, Temporal temporal) {
        try {
            return temporal.start(
                    MigrateInstanceWorkflow.TYPE,
                    ref.workflowId(),
                    request.of(ref.id()),
                    ref.title() + ": " + choosing.methodText() + choosing.targetText(),
                    attributes(ref));
        } catch (WorkflowExecutionAlreadyStarted already) {
            throw new StarterException(
                    Exit.GOING_ON,
                    "A migration of " + ref.title() + " is going on already (run "
                            + already.getExecution().getRunId() + "); nothing was started.\nFollow it: ferry watch "
                            + ref.id(),
                    already);
        }
    }

    private SearchAttributes attributes(InstanceRef ref) {
        SearchAttributes.Builder attributes = SearchAttributes.newBuilder()
                .set(org.ferry.workflows.SearchAttributes.INSTANCE, ref.id())
                .set(org.ferry.workflows.SearchAttributes.METHOD, choosing.methodText());
        if (choosing.target != null) {
            attributes.set(org.ferry.workflows.SearchAttributes.TARGET, choosing.target);
        }
        return attributes.build();
    }
}
