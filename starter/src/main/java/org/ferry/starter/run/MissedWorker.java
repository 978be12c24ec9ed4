package org.ferry.starter.run;

import com.google.protobuf.util.Timestamps;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.PendingWorkflowTaskState;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import java.time.Duration;

/** Notices that a run waits for a worker. */
final class MissedWorker {
    /** A busy worker may let a task wait for some seconds. */
    private static final long MISSED_AFTER_MILLIS = Duration.ofSeconds(8).toMillis();

    private long waitingSince;

    /** Whether something has been waiting for a worker to take it for longer than a busy one needs. */
    boolean isMissed(DescribeWorkflowExecutionResponse described) {
        boolean waits = (described.hasPendingWorkflowTask()
                        && described.getPendingWorkflowTask().getState()
                                == PendingWorkflowTaskState.PENDING_WORKFLOW_TASK_STATE_SCHEDULED)
                || described.getPendingActivitiesList().stream().anyMatch(MissedWorker::isDue);
        if (!waits) {
            waitingSince = 0;
        } else if (waitingSince == 0) {
            waitingSince = now();
        }
        return waits && now() - waitingSince > MISSED_AFTER_MILLIS;
    }

    private static boolean isDue(PendingActivityInfo activity) {
        return activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
                && (!activity.hasNextAttemptScheduleTime()
                        || Timestamps.toMillis(activity.getNextAttemptScheduleTime()) <= now());
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
