package org.ferry.starter;

import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.ferry.starter.run.Snapshot;
import org.jspecify.annotations.Nullable;

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
    static void send(Temporal temporal, Snapshot<?> run, String verb, String name, Object... arguments)
            throws InterruptedException {
        temporal.requireWorker();
        WorkflowStub stub = temporal.stub(run.workflowId(), run.runId());
        Update.<@Nullable Void>await(
                verb + " " + run.title(),
                "ferry watch " + run.argument(),
                () -> stub.update(name, Void.class, arguments));
    }

    /**
     * Waits for what came of an order.
     *
     * @param what what is ordered, as it stands after "can't"
     * @param look the command that shows what came of it later
     */
    static <T extends @Nullable Object> T await(String what, String look, Supplier<T> order)
            throws InterruptedException {
        CompletableFuture<T> update = CompletableFuture.supplyAsync(order);
        try {
            return update.get(WORKER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silence) {
            throw new StarterException(
                    Exit.UNREACHABLE,
                    "No worker has taken the order to " + what + " within " + WORKER_SECONDS
                            + " s. It may still do so when it is back: see " + look,
                    silence);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WorkflowUpdateException refused) {
                throw new StarterException(Exit.REFUSED, "Can't " + what + ": " + Temporal.reason(refused), refused);
            }
            throw new CompletionException(failed.getCause());
        }
    }
}
