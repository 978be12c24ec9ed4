package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.ferry.report.Human;
import org.ferry.starter.run.Heartbeat;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.LiveProgress;

/** How far a running step is, in numbers. */
final class ProgressText {
    private ProgressText() {}

    /** One line; empty for a step that tells nothing. */
    static String of(Heartbeat told) {
        if (told.copy() != null) {
            return copy(told.copy());
        }
        if (told.live() != null) {
            return live(told.live());
        }
        return told.nova() == null ? "" : "Nova says: " + told.nova().status();
    }

    private static String copy(CopyProgress copy) {
        List<String> parts = new ArrayList<>();
        parts.add(copy.percent() + " % of " + Human.size(copy.bytesTotal()));
        addRate(parts, copy.bytesPerSecond());
        if (copy.secondsLeft() >= 0) {
            parts.add(left(copy.secondsLeft()));
        }
        return String.join(", ", parts);
    }

    /** What remains counts: memory that the guest dirties is sent again, so that more is sent than there is. */
    private static String live(LiveProgress live) {
        List<String> parts = new ArrayList<>();
        parts.add(live.percent() + " %");
        if (live.memoryTotal() > 0) {
            parts.add("memory " + remaining(live.memoryRemaining(), live.memoryTotal()));
        }
        if (live.diskTotal() > 0) {
            parts.add("disk " + remaining(live.diskRemaining(), live.diskTotal()));
        }
        addRate(parts, live.bytesPerSecond());
        parts.add(live.secondsLeft() < 0 ? "what remains does not shrink" : left(live.secondsLeft()));
        return String.join(", ", parts);
    }

    private static String remaining(long remaining, long total) {
        return Human.size(remaining) + " of " + Human.size(total) + " remains";
    }

    private static void addRate(List<String> parts, long bytesPerSecond) {
        if (bytesPerSecond > 0) {
            parts.add(Human.rate(bytesPerSecond));
        }
    }

    private static String left(long seconds) {
        return Human.duration(seconds * 1000) + " left";
    }
}
