package org.ferry.starter.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the time of a run went that was spent neither by the cloud nor by a copy: the engine's own.
 *
 * @param millis time in which no activity was at work
 * @param retriedMillis time from asking for an activity to the start of its last attempt, where it took several: the
 *     history does not tell how much of it was work and how much was waiting, so it counts as neither
 */
public record OwnTime(long millis, long retriedMillis) {

    private record Interval(long from, long to) {}

    static OwnTime of(long start, long end, List<ActivityRun> activities) {
        List<Interval> busy = new ArrayList<>();
        long retried = 0;
        for (ActivityRun activity : activities) {
            if (!activity.isClosed() || activity.startedAt() == 0) {
                continue;
            }
            boolean again = activity.attempt() > 1;
            retried += again ? activity.startedAt() - activity.scheduledAt() : 0;
            busy.add(new Interval(again ? activity.scheduledAt() : activity.startedAt(), activity.closedAt()));
        }
        return new OwnTime(end - start - lengthOfUnion(busy), retried);
    }

    private static long lengthOfUnion(List<Interval> intervals) {
        long length = 0;
        long covered = Long.MIN_VALUE;
        for (Interval interval : intervals.stream()
                .sorted(Comparator.comparingLong(Interval::from))
                .toList()) {
            long from = Math.max(interval.from(), covered);
            length += Math.max(0, interval.to() - from);
            covered = Math.max(covered, interval.to());
        }
        return length;
    }
}
