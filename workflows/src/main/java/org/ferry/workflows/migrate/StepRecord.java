package org.ferry.workflows.migrate;

/**
 * One step of a migration, as reports and {@code ferry watch} show it.
 *
 * @param name what the step does, for example {@code stop web-1 on compute-1}
 * @param startedAt milliseconds since the epoch
 * @param millis how long it took; 0 while it runs
 * @param state {@code running}, {@code done} or {@code failed}
 */
public record StepRecord(String name, long startedAt, long millis, String state) {}
