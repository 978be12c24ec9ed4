package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.Optional;
import org.ferry.workflows.drain.ReportedDrain;

/** Reports for people, kept when Temporal has forgotten the runs. */
@ActivityInterface(namePrefix = "Reports_")
public interface ReportActivities {
    /**
     * Keeps the report of a drain, as JSON and as a page, where the worker's configuration says. What an attempt before
     * has written of the same drain is replaced; nothing else is.
     *
     * @return where it is, {@code host:path}; empty where the configuration names no place
     */
    Optional<String> keepDrain(ReportedDrain drain);
}
