package org.ferry.workflows.choose;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the owner of an instance allows, in its metadata: {@code ferry:policy} names how far a move may go, each value
 * what those before it allow and more; {@code never} nothing at all.
 */
final class Policy {
    /** The key in an instance's metadata. */
    static final String KEY = "ferry:policy";

    private static final Set<Method> LIVE = Set.of(Method.LIVE, Method.BLOCK_LIVE);
    private static final Set<Method> COLD = Set.of(Method.LIVE, Method.BLOCK_LIVE, Method.COLD, Method.FORCED_COLD);
    private static final Map<String, Set<Method>> ALLOWED =
            Map.of("live", LIVE, "cold", COLD, "manual", Set.of(Method.values()), "never", Set.of());

    private Policy() {}

    /** Reasons against a method; none where the wishes say that the policy does not count. */
    static List<String> reasons(Method method, Map<String, String> metadata, Wishes wishes) {
        String policy = metadata.get(KEY);
        if (policy == null || wishes.ignorePolicy()) {
            return List.of();
        }
        String override = "; move it all the same with \"ignorePolicy\": true";
        Set<Method> allowed = ALLOWED.get(policy);
        if (allowed == null) {
            return List.of("its metadata has " + KEY + "=" + policy
                    + ", which is none of live, cold, manual and never; correct it" + override);
        }
        if (allowed.contains(method)) {
            return List.of();
        }
        return List.of("its owner's policy is " + KEY + "=" + policy + override);
    }
}
