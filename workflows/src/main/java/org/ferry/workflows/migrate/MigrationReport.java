package org.ferry.workflows.migrate;

import java.util.List;
import java.util.Map;

/**
 * Result of a migration that moved the instance.
 *
 * @param downMillis from the order to stop until Nova said ACTIVE on the target; 0 for an instance that was stopped
 * @param bytes apparent size in bytes of the files that were copied
 * @param bytesOnWire what went through the network for them
 * @param checksums file to checksum, the same on both hosts
 * @param quarantine where the source's files are kept, {@code host:path}
 * @param holdMillis how long they are kept
 * @param notes what a person should know, for example a volume whose device name changed
 */
public record MigrationReport(
        String instance,
        String name,
        String source,
        String target,
        String method,
        long downMillis,
        long bytes,
        long bytesOnWire,
        Map<String, String> checksums,
        String quarantine,
        long holdMillis,
        List<StepRecord> steps,
        List<String> notes) {}
