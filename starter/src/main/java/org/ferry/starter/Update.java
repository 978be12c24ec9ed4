package org.ferry.starter;

import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ferry.starter.run.Run;

/** An order that a run may refuse. */
final class Update {
    private static final int WORKER_SECONDS = 15;

    private Update() {}

    /**
     * Gives the order; the SDK would wait for a worker for ever.
     *
     * @param verb what is ordered, as it stands after "can't"
     * @param name the update's, as the workflow has it
     */
    static void send(Temporal temporal, Run run, String verb, String name, Object... arguments)
            throws InterruptedException {
        temporal.requireWorker();
        WorkflowStub stub = temporal.stub(run.workflowId(), run.runId());
        CompletableFuture<Void> update = CompletableFuture.runAsync(() -> stub.update(name, Void.class, arguments));
        try {
            update.get(WORKER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silence) {
            throw new StarterException(
                    Exit.UNREACHABLE,
                    "No worker has taken the order to " + verb + " " + run.title() + " within " + WORKER_SECONDS
                            + " s. It may still do so when it is back: see ferry watch "
                            + run.progress().instance(),
                    silence);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WorkflowUpdateException refused) {
                throw new StarterException(
                        Exit.REFUSED, "Can't " + verb + " " + run.title() + ": " + Temporal.reason(refused), refused);
            }
            throw new CompletionException(failed.getCause());
        }
    }
}
