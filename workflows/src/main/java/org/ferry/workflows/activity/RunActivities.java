package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;

/** Other runs of Ferry, as Temporal lists them. */
@ActivityInterface(namePrefix = "Runs_")
public interface RunActivities {
    /** Migrations that go on now, planning ones left out. */
    List<RunInFlight> listInFlight();

    /**
     * What the latest migrations that moved something took: method to the median of their rates, in bytes a second, and
     * from how many runs. Runs that moved less than 128 MiB tell no rate. A method without such runs is missing.
     */
    Map<String, MeasuredRate> measureRates();

    /** Those of the runs that have ended, however. One that Temporal knows no more has ended. */
    List<RunId> listEnded(List<RunId> runs);

    /**
     * Waits until the migration of an instance that goes on has ended, for as long as it takes.
     *
     * @return how it ended; where there is none, that there is none
     */
    RunEnd awaitEnd(String instanceId);

    /**
     * How a migration ended.
     *
     * @param moved whether it moved the instance; then there is no failure
     * @param failureType a constant of {@link org.ferry.workflows.Failures}; empty where there was none, or another
     */
    record RunEnd(
            boolean moved,
            String target,
            String method,
            long downMillis,
            long bytes,
            List<String> notes,
            String failureType,
            String message) {}

    /** One run of a workflow. */
    record RunId(String workflowId, String runId) {}

    /** A migration that goes on. */
    record RunInFlight(String instanceId, String source, String target) {}

    /** A rate and what it was measured in. */
    record MeasuredRate(long bytesPerSecond, int runs) {}
}
