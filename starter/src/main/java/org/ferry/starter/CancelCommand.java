package org.ferry.starter;

import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ferry.starter.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry cancel}: undoes a run that is not past the point of no return. */
@Command(
        name = "cancel",
        description = {
            "Cancel a migration: what was done is undone in reverse order, and the instance runs where it ran.",
            "Refused, with the reason, once the database has the instance on its target.",
            ""
        })
final class CancelCommand extends FerryCommand {
    private static final int WORKER_SECONDS = 15;

    @Parameters(paramLabel = "INSTANCE", description = "Uuid, name or workflow id.")
    String instance = "";

    @Override
    Exit run(Temporal temporal, Output output) throws InterruptedException {
        Run run = runningRunOf(InstanceRef.resolve(instance, temporal), temporal);
        temporal.requireWorker();
        cancel(temporal.stub(run.workflowId(), run.runId()), run);
        output.print(
                Json.accepted("cancel", run),
                run.title() + " is cancelled; what was done is being undone",
                "follow it: ferry watch " + run.progress().instance());
        return Exit.DONE;
    }

    /** The SDK would wait for a worker for ever. */
    private static void cancel(WorkflowStub stub, Run run) throws InterruptedException {
        CompletableFuture<Void> update = CompletableFuture.runAsync(() -> stub.update("cancel", Void.class));
        try {
            update.get(WORKER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silence) {
            throw new StarterException(
                    Exit.UNREACHABLE,
                    "No worker has taken the order to cancel within " + WORKER_SECONDS
                            + " s. It may still do so when it is back: see ferry watch "
                            + run.progress().instance(),
                    silence);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WorkflowUpdateException refused) {
                throw new StarterException(
                        Exit.REFUSED, "Can't cancel " + run.title() + ": " + Temporal.reason(refused), refused);
            }
            throw new CompletionException(failed.getCause());
        }
    }
}
