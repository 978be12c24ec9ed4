package org.ferry.workflows.choose;

import java.util.Map;
import org.ferry.workflows.activity.RunActivities.MeasuredRate;

/**
 * How long a move would take, from what has to be moved and from the rate of former moves of the same kind.
 *
 * @param millis the whole move
 * @param downMillis of these, without the instance
 * @param basis where the rate comes from
 */
record Estimate(long millis, long downMillis, String basis) {
    /** What one link of 1 Gbit/s carries: taken where nothing was measured yet. */
    private static final long ASSUMED = 100L << 20;

    /** Stop and start of a guest, and Nova's or Ferry's own steps around the bytes. */
    private static final long COLD_MILLIS = 40_000;

    private static final long STEER_MILLIS = 10_000;
    private static final long LIVE_MILLIS = 15_000;

    static Estimate of(Method method, Facts facts, Map<String, MeasuredRate> rates) {
        MeasuredRate measured = rates.get(method.text());
        long rate = measured == null ? ASSUMED : Math.max(1, measured.bytesPerSecond());
        String basis = measured == null
                ? "assumed 100 MiB/s: no former move of this kind is listed"
                : measured.runs() + (measured.runs() == 1 ? " former move at " : " former moves at ") + (rate >> 20)
                        + " MiB/s";
        boolean running = !facts.cloud().instance().vmState().equals("stopped");
        long memory = facts.cloud().instance().flavor().memoryMiB() << 20;
        long disks = facts.sharesInstancesPath() ? 0 : facts.source().directoryBytes();
        return switch (method) {
            case LIVE -> new Estimate(LIVE_MILLIS + millis(memory, rate), 0, basis);
            case BLOCK_LIVE -> new Estimate(LIVE_MILLIS + millis(memory + disks, rate), 0, basis);
            case COLD -> cold(COLD_MILLIS + millis(disks, rate), running, basis);
            case FORCED_COLD -> cold(COLD_MILLIS + STEER_MILLIS + millis(disks, rate), running, basis);
            case MANUAL ->
                new Estimate(
                        COLD_MILLIS + millis(facts.bytesToCopy(), rate),
                        running ? COLD_MILLIS + millis(disks, rate) : 0,
                        basis);
        };
    }

    private static Estimate cold(long millis, boolean running, String basis) {
        return new Estimate(millis, running ? millis : 0, basis);
    }

    private static long millis(long bytes, long rate) {
        return bytes * 1000 / rate;
    }
}
