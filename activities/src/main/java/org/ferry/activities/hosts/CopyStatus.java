package org.ferry.activities.hosts;

import java.util.Map;
import org.ferry.workflows.activity.CopyProgress;
import org.jspecify.annotations.Nullable;

/**
 * What the source says of a copy.
 *
 * @param state running, done or failed; a copy that does not run is failed, with the error type {@code interrupted}
 * @param phase waiting, copying, verifying or repairing
 * @param done bytes of the files that are at the target
 * @param rate bytes per second
 * @param idleSeconds how long nothing has been read or sent; counted on the source, over all attempts and workers
 */
record CopyStatus(
        State state,
        String phase,
        long done,
        long total,
        long rate,
        long idleSeconds,
        @Nullable Problem error,
        @Nullable Result result) {

    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    record Problem(String type, String message) {}

    /** A finished copy; the last three are an image's mode and owners on the source. */
    record Result(
            long bytes,
            long bytesOnWire,
            Map<String, String> checksums,
            String checksumAlgorithm,
            @Nullable String mode,
            @Nullable String owner,
            @Nullable String group) {}

    CopyProgress progress(String what) {
        int percent = total == 0 ? 0 : (int) (done * 100 / total);
        long left = rate == 0 ? -1 : (total - done) / rate;
        return new CopyProgress(what + ", " + phase, done, total, percent, rate, left);
    }
}
