package org.ferry.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A move that Nova makes.
 *
 * @param instanceId uuid
 * @param source compute host that it leaves
 * @param target compute host that it has to go to; null leaves the choice to Nova's scheduler
 * @param after id of the newest migration record that there was before: a newer one is this move's
 */
public record NovaMove(
        String instanceId, String source, @Nullable String target, long after) {}
