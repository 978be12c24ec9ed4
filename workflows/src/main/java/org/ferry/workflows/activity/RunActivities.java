package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Those of the workflows of which no run goes on; of those that Temporal knows no more none does. */
    List<String> listEnded(List<String> workflowIds);

    /**
     * How the latest migration of an instance has ended; empty while it goes on. Where there was none: that there was
     * none.
     */
    Optional<RunEnd> findEnd(String instanceId);

    /** What the latest drain of the host has moved, whether it has ended or not; nothing where there was none. */
    List<TakenAway> listTakenAway(String host);

    /** An instance that a drain has moved. */
    record TakenAway(String instanceId, String name) {}

    /**
     * How a migration ended.
     *
     * @param moved whether it moved the instance; then there is no failure
     * @param target where the instance is, or was to go
     * @param failureType a constant of {@link org.ferry.workflows.Failures}; empty where there was none, or another
     * @param waitMillis how long it waited for its turn
     */
    record RunEnd(
            boolean moved,
            String target,
            String method,
            long downMillis,
            long bytes,
            List<String> notes,
            String failureType,
            String message,
            long waitMillis) {}

    /** A migration that goes on. */
    record RunInFlight(String instanceId, String source, String target) {}

    /** A rate and what it was measured in. */
    record MeasuredRate(long bytesPerSecond, int runs) {}
}
