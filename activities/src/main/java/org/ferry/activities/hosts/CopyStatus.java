package org.ferry.activities.hosts;

import java.util.List;
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
 * @param detail what a person may want to know besides, for example what holds it up and whether it is compressed
 * @param idleSeconds how long nothing has been read or sent; counted on the source, over all attempts and workers
 */
record CopyStatus(
        State state,
        String phase,
        long done,
        long total,
        long rate,
        @Nullable String detail,
        long idleSeconds,
        @Nullable Problem error,
        @Nullable Result result) {

    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    record Problem(String type, String message) {}

    /** A finished copy; mode, owner and group are an image's on the source. */
    record Result(
            long bytes,
            long bytesOnWire,
            Map<String, String> checksums,
            String checksumAlgorithm,
            @Nullable List<String> repaired,
            @Nullable String mode,
            @Nullable String owner,
            @Nullable String group) {}

    CopyProgress progress(String what) {
        int percent = total == 0 ? 0 : (int) (done * 100 / total);
        long left = rate == 0 ? -1 : (total - done) / rate;
        String words = detail == null || detail.isEmpty() ? phase : phase + " (" + detail + ")";
        return new CopyProgress(what + ", " + words, done, total, percent, rate, left);
    }
}
