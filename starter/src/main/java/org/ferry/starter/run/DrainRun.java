package org.ferry.starter.run;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.jspecify.annotations.Nullable;

/**
 * A drain at one moment.
 *
 * @param report what it last told of itself; where no worker could be asked, what Temporal knows without one
 * @param endedAt milliseconds since the epoch; 0 while it goes on
 * @param inFlight instance to the run that moves it, as far as those could be read
 * @param waitingFor who does not answer, for people to read; null when nobody is missed
 */
public record DrainRun(
        String workflowId,
        String runId,
        DrainReport report,
        long endedAt,
        Map<String, Run> inFlight,
        @Nullable Outcome outcome,
        @Nullable String waitingFor)
        implements Snapshot<DrainRun> {

    /** A workflow id that names it stands for it everywhere. */
    @Override
    public String title() {
        return workflowId;
    }

    @Override
    public String argument() {
        return workflowId;
    }

    /** The instances in these states. */
    public List<InstanceMove> in(InstanceMove.State... states) {
        return report.in(states);
    }

    /** How long it has taken, in milliseconds. */
    public long millis(long now) {
        return (endedAt == 0 ? now : endedAt) - report.startedAt();
    }

    @Override
    public DrainRun waitingFor(String who) {
        return new DrainRun(workflowId, runId, report, endedAt, inFlight, outcome, who);
    }
}
