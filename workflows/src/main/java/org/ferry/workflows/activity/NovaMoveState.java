package org.ferry.workflows.activity;

/**
 * Where a move that Nova makes stands, or how it ended.
 *
 * @param host compute host that Nova has the instance on now
 * @param status of Nova's migration record, for example {@code running}, {@code completed}, {@code finished}
 * @param migrationId number of Nova's migration record
 * @param migrationUuid consumer of the source's allocation while it goes on; empty before API 2.59
 * @param memoryBytes guest memory that a live migration sent, dirtied pages each time again; 0 for a cold one
 * @param diskBytes disk that a live migration sent
 */
public record NovaMoveState(
        String host, String status, long migrationId, String migrationUuid, long memoryBytes, long diskBytes) {}
