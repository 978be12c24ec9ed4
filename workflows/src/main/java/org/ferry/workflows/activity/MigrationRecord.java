package org.ferry.workflows.activity;

/**
 * One of Nova's own migration records of an instance ({@code os-migrations}).
 *
 * @param type {@code migration}, {@code resize}, {@code live-migration} or {@code evacuation}
 * @param status as Nova has it, for example {@code done}, {@code confirmed}, {@code running}
 * @param targetHost empty until Nova has chosen one
 * @param id grows with each record of a cell
 * @param uuid consumer of the source's allocation while it goes on (Queens and later), empty before 2.59
 */
public record MigrationRecord(String type, String status, String sourceHost, String targetHost, long id, String uuid) {}
