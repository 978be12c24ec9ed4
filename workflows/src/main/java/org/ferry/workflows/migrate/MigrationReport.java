package org.ferry.workflows.migrate;

import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.RunActivities.RunEnd;
import org.ferry.workflows.choose.Plan;

/**
 * Result of a run: the instance was moved, or, of a dry run, the plan for it.
 *
 * @param downMillis from the order to stop until Nova said ACTIVE on the target; 0 for an instance that was stopped
 * @param bytes apparent size in bytes of the files that were copied
 * @param bytesOnWire what went through the network for them
 * @param checksums file to checksum, the same on both hosts
 * @param quarantine where the source's files are kept, {@code host:path}; empty where Nova keeps none
 * @param holdMillis how long they are kept
 * @param notes what a person should know, for example a volume whose device name changed, or a method that failed before
 *     the one that moved it
 * @param moveMillis how long bytes were on their way, copies or Nova's own move
 * @param plan the choice of method and target, with the reasons
 * @param dryRun whether it was only planned
 * @param waitMillis how long it waited for its turn
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
        List<String> notes,
        long moveMillis,
        Plan plan,
        boolean dryRun,
        long waitMillis) {

    /** The same as other runs tell of it. */
    public RunEnd end() {
        return new RunEnd(true, target, method, downMillis, bytes, notes, "", "", waitMillis);
    }
}
