package org.ferry.workflows.activity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished, verified copy.
 *
 * @param bytes apparent size of the files in bytes
 * @param bytesOnWire bytes that went through the network for it, all attempts of the last process together
 * @param checksums path to checksum, the same on both hosts
 * @param checksumAlgorithm for example {@code sha256-4m} or {@code xxh128}
 * @param repaired what differed at the target and was sent again, in an operator's words; null in histories from before
 *     there was such a thing
 */
public record CopyResult(
        long bytes,
        long bytesOnWire,
        Map<String, String> checksums,
        String checksumAlgorithm,
        @Nullable List<String> repaired) {

    /** A copy in which nothing differed. */
    public CopyResult(long bytes, long bytesOnWire, Map<String, String> checksums, String checksumAlgorithm) {
        this(bytes, bytesOnWire, checksums, checksumAlgorithm, List.of());
    }
}
