package org.ferry.starter;

import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.common.SearchAttributes;
import java.util.List;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry drain}: empties a compute host. */
@Command(
        name = "drain",
        description = {
            "Empty a compute host: no new instances come to it, and all that are there are moved elsewhere.",
            "Starts the run and says how to follow it; with --wait, follows it to its end. nova-compute on the host"
                    + " stays disabled.",
            ""
        })
final class DrainCommand extends FerryCommand {
    @Parameters(paramLabel = "HOST", description = "Name of the compute host, as Nova has it.")
    String host = "";

    @Option(
            names = "--dry-run",
            description = "Show how each instance would be moved, and what speaks against it; changes nothing.")
    boolean dryRun;

    @Option(names = "--wait", description = "Follow the run to its end, and exit with its outcome.")
    boolean wait;

    @ArgGroup(validate = false, order = 1, heading = "%nWhere to, when, and which ways:%n")
    DrainOptions options = new DrainOptions();

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Request request = options.request().with("host", host).with("dryRun", dryRun);
        request.check(DrainRequest::parse);
        DrainRef ref = new DrainRef(host, dryRun);
        temporal.requireWorker();
        WorkflowExecution run = start(request, ref, temporal);
        String url = output.url(run.getWorkflowId(), run.getRunId());
        output.print(DrainJson.started(run.getWorkflowId(), run.getRunId(), host, url), started(run, url));
        return dryRun || wait ? follow(viewOf(ref, temporal), temporal, output) : Exit.DONE;
    }

    /** A plan has nothing to say but itself. */
    private List<String> started(WorkflowExecution run, String url) {
        return dryRun
                ? List.of()
                : List.of(
                        "started   drain of " + host,
                        "workflow  " + run.getWorkflowId(),
                        "run       " + run.getRunId(),
                        "web UI    " + url,
                        wait ? "" : "follow    ferry watch " + run.getWorkflowId());
    }

    private static WorkflowExecution start(Request request, DrainRef ref, Temporal temporal) {
        try {
            return temporal.start(
                    DrainHostWorkflow.TYPE,
                    ref.workflowId(),
                    request.json(),
                    ref.what(),
                    SearchAttributes.newBuilder()
                            .set(org.ferry.workflows.SearchAttributes.SOURCE, ref.host())
                            .build());
        } catch (WorkflowExecutionAlreadyStarted already) {
            throw new StarterException(
                    Exit.GOING_ON,
                    "A " + ref.what() + " is going on already (run "
                            + already.getExecution().getRunId() + "); nothing was started.\nFollow it: ferry watch "
                            + ref.workflowId(),
                    already);
        }
    }
}
