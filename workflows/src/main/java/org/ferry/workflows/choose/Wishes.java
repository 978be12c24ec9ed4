package org.ferry.workflows.choose;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person wishes of a move, as far as the choice of method and target goes.
 *
 * @param target compute host to move to; null leaves the choice to Ferry
 * @param method the only method to use; null leaves the choice to Ferry ({@code auto})
 * @param prefer the method to try first where {@code auto} may use it
 * @param forbid methods that {@code auto} must not use
 * @param maxDowntime how long the instance may be down by the estimate; null: as long as it takes
 * @param allowDisabledTarget whether the target's nova-compute may be disabled
 * @param allowOvercommit whether more of the target's memory may be promised than it has
 * @param ignorePolicy whether to move it against the policy in its metadata
 */
public record Wishes(
        @Nullable String target,
        @Nullable Method method,
        @Nullable Method prefer,
        Set<Method> forbid,
        @Nullable Duration maxDowntime,
        boolean allowDisabledTarget,
        boolean allowOvercommit,
        boolean ignorePolicy) {

    /** The same, without a method that has failed. */
    public Wishes without(Method failed) {
        Set<Method> more = EnumSet.of(failed);
        more.addAll(forbid);
        return new Wishes(
                target,
                method,
                prefer == failed ? null : prefer,
                more,
                maxDowntime,
                allowDisabledTarget,
                allowOvercommit,
                ignorePolicy);
    }
}
