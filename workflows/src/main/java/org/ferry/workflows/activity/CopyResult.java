package org.ferry.workflows.activity;

import java.util.Map;

/**
 * A finished, verified copy.
 *
 * @param bytes apparent size of the files in bytes
 * @param bytesOnWire bytes that went through the network for it, all attempts of the last process together
 * @param checksums path to checksum, the same on both hosts
 * @param checksumAlgorithm for example {@code xxh128}
 */
public record CopyResult(long bytes, long bytesOnWire, Map<String, String> checksums, String checksumAlgorithm) {}
