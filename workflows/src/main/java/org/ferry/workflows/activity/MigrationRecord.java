package org.ferry.workflows.activity;

/**
 * One of Nova's own migration records of an instance ({@code os-migrations}).
 *
 * @param type {@code migration}, {@code resize}, {@code live-migration} or {@code evacuation}
 * @param status as Nova has it, for example {@code done}, {@code confirmed}, {@code running}
 */
public record MigrationRecord(String type, String status, String sourceHost, String targetHost) {}
