package org.ferry.workflows.activity;

/**
 * An instance that a name belongs to; names need not be unique.
 *
 * @param project id of the project that owns it
 * @param host compute host that Nova has it on; empty while it has none
 * @param status as Nova's API has it, for example {@code ACTIVE}
 */
public record Found(String id, String name, String project, String host, String status) {}
