package org.ferry.workflows.migrate;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import org.ferry.workflows.activity.NovaMove;

/**
 * Makes Nova's scheduler choose one host for a cold migration by disabling all others while it chooses, for Nova before
 * API 2.56. A run of its own with one id for the whole cloud: two never overlap, and what it changed is put back even
 * if the migration that asked for it is gone.
 */
@WorkflowInterface
public interface SteerSchedulerWorkflow {
    /** How the reason begins with which it disables a service. */
    String REASON = "Ferry moves ";

    /** The one id. */
    String ID = "steer-scheduler";

    /** How soon a migration looks whether another's turn is over, and how long it waits at most between two looks. */
    Duration TURN = Duration.ofSeconds(10);

    /** See {@link #TURN}. */
    Duration LONGEST_TURN = Duration.ofMinutes(5);

    /** Runs it from a migration, when it is its turn. */
    static Steered runFor(Order order) {
        Duration turn = TURN;
        while (true) {
            SteerSchedulerWorkflow steer = Workflow.newChildWorkflowStub(
                    SteerSchedulerWorkflow.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId(ID)
                            .setStaticSummary(
                                    order.name() + " → " + order.move().target())
                            .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                            .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                            .build());
            try {
                return steer.steer(order);
            } catch (ChildWorkflowFailure failure) {
                if (!(failure.getCause() instanceof WorkflowExecutionAlreadyStarted)) {
                    throw failure;
                }
                Workflow.sleep(turn);
                turn = turn.multipliedBy(2).compareTo(LONGEST_TURN) < 0 ? turn.multipliedBy(2) : LONGEST_TURN;
            }
        }
    }

    /**
     * Notes how every service is, disables all but the target's, orders the migration, waits until Nova has chosen, and
     * puts every service back exactly as it was: also when it fails or is cancelled.
     */
    @WorkflowMethod(name = "SteerScheduler")
    Steered steer(Order order);

    /**
     * A move to force.
     *
     * @param name the instance's name
     * @param workflowId the migration that asks for it, as reason for people
     * @param limit how long the scheduler may take to choose
     */
    record Order(NovaMove move, String name, String workflowId, Duration limit) {}

    /**
     * What came of it.
     *
     * @param host the host that Nova chose
     * @param notes what a person should know, for example a service that a person changed meanwhile
     */
    record Steered(String host, List<String> notes) {}
}
