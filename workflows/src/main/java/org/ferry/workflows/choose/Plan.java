package org.ferry.workflows.choose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an instance would be moved, and why: what {@code ferry plan} shows.
 *
 * @param target compute host that it would go to, or null where no host will do
 * @param targetReason why this one, in a sentence
 * @param options each method, in the order of preference
 * @param order the methods that would be tried, first to last; empty where none is possible
 * @param targets every compute host but the source, best first
 * @param warnings what a person should know before the move
 * @param serverGroups ids of the server groups that the instance is a member of
 */
public record Plan(
        String instance,
        String name,
        String source,
        @Nullable String target,
        String targetReason,
        List<Option> options,
        List<String> order,
        List<Target> targets,
        List<String> warnings,
        List<String> serverGroups) {

    /**
     * A method.
     *
     * @param method as people type it, for example {@code block-live}
     * @param possible whether it may be used; then there are no reasons
     * @param reasons why not, each a sentence
     * @param millis how long it would take; 0 where it is not possible
     * @param downMillis how long the instance would be down; 0 for none
     * @param basis where the times come from, for example {@code 5 former runs at 112 MiB/s}
     * @param changes what would be changed on the way, each a sentence
     */
    public record Option(
            String method,
            boolean possible,
            List<String> reasons,
            long millis,
            long downMillis,
            String basis,
            List<String> changes) {}

    /**
     * A compute host.
     *
     * @param possible whether the instance may go there; then there are no reasons
     * @param reasons why not, each a sentence
     * @param freeMemoryMiB memory that Placement has left there
     * @param moves moves in flight to it
     */
    public record Target(String host, boolean possible, List<String> reasons, long freeMemoryMiB, int moves) {}

    /** The option of a method. */
    public Option option(Method method) {
        return options.stream()
                .filter(option -> option.method().equals(method.text()))
                .findFirst()
                .orElseThrow();
    }
}
