package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ferry.workflows.activity.LiveProgress;
import org.jspecify.annotations.Nullable;

/** How one live migration gets on, from look to look. Used by one thread. */
final class LiveMeter {
    /** The rate is that of the latest so many different numbers: some 20 s. */
    private static final int SAMPLES = 5;

    private final String what;
    private final @Nullable Duration stallAfter;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Numbers numbers = new Numbers(0, 0, 0, 0, 0, 0);
    private long memoryLow = Long.MAX_VALUE;
    private long diskLow = Long.MAX_VALUE;
    private boolean began;
    private long progressAt;
    private boolean stalled;

    /** Has seen nothing yet. */
    LiveMeter(String what, @Nullable Duration stallAfter) {
        this.what = what;
        this.stallAfter = stallAfter;
    }

    /**
     * Takes a look.
     *
     * @param status of Nova's record
     * @param now what the hypervisor counts, null where Nova does not tell
     * @param nanos when
     */
    LiveProgress read(String status, @Nullable JsonNode now, long nanos) {
        boolean advanced = !began || !status.equals("running");
        began = true;
        if (now != null) {
            numbers = Numbers.of(now);
            advanced |= isNewLow();
            sample(nanos);
        }
        if (advanced) {
            progressAt = nanos;
        }
        stalled = stallAfter != null && now != null && nanos - progressAt >= stallAfter.toNanos();
        return progress();
    }

    /** Whether, at the last look, nothing had reached a new low for too long. */
    boolean isStalled() {
        return stalled;
    }

    long memoryProcessed() {
        return numbers.memoryProcessed();
    }

    long diskProcessed() {
        return numbers.diskProcessed();
    }

    private boolean isNewLow() {
        if (numbers.total() == 0) {
            return false;
        }
        boolean isNew = numbers.memoryRemaining() < memoryLow || numbers.diskRemaining() < diskLow;
        memoryLow = Math.min(memoryLow, numbers.memoryRemaining());
        diskLow = Math.min(diskLow, numbers.diskRemaining());
        return isNew;
    }

    private void sample(long nanos) {
        Sample latest = samples.peekLast();
        if (numbers.total() > 0 && (latest == null || !latest.numbers().equals(numbers))) {
            samples.addLast(new Sample(nanos, numbers));
        }
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    private LiveProgress progress() {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        double seconds = first == null || last == null ? 0 : (last.nanos() - first.nanos()) / 1e9;
        long rate = 0;
        long secondsLeft = -1;
        if (first != null && last != null && seconds > 0) {
            rate = (long) ((last.numbers().processed() - first.numbers().processed()) / seconds);
            double shrinking = (first.numbers().remaining() - last.numbers().remaining()) / seconds;
            secondsLeft = shrinking > 0 ? Math.round(numbers.remaining() / shrinking) : -1;
        }
        long total = numbers.total();
        int percent = total == 0 ? 0 : (int) Math.max(0, 100 * (total - numbers.remaining()) / total);
        return new LiveProgress(
                what,
                numbers.memoryTotal(),
                numbers.memoryProcessed(),
                numbers.memoryRemaining(),
                numbers.diskTotal(),
                numbers.diskProcessed(),
                numbers.diskRemaining(),
                percent,
                Math.max(0, rate),
                secondsLeft);
    }

    private record Sample(long nanos, Numbers numbers) {}

    /** In bytes; all zero until the hypervisor has begun. */
    private record Numbers(
            long memoryTotal,
            long memoryProcessed,
            long memoryRemaining,
            long diskTotal,
            long diskProcessed,
            long diskRemaining) {

        static Numbers of(JsonNode migration) {
            return new Numbers(
                    migration.path("memory_total_bytes").asLong(),
                    migration.path("memory_processed_bytes").asLong(),
                    migration.path("memory_remaining_bytes").asLong(),
                    migration.path("disk_total_bytes").asLong(),
                    migration.path("disk_processed_bytes").asLong(),
                    migration.path("disk_remaining_bytes").asLong());
        }

        long total() {
            return memoryTotal + diskTotal;
        }

        long processed() {
            return memoryProcessed + diskProcessed;
        }

        long remaining() {
            return memoryRemaining + diskRemaining;
        }
    }
}
