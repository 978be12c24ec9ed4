package org.ferry.workflows.activity;

import java.util.List;

/**
 * A server group: instances whose hosts depend on each other.
 *
 * @param policy {@code affinity}, {@code anti-affinity}, {@code soft-affinity} or {@code soft-anti-affinity}
 * @param maxPerHost of anti-affinity, how many members a host may have (API 2.64); 1 unless told
 */
public record ServerGroup(String id, String name, String policy, int maxPerHost, List<Member> members) {

    /**
     * A member and where it is.
     *
     * @param host compute host that Nova has it on; empty while it has none
     * @param movingTo compute host that a move in flight takes it to, empty where none does
     */
    public record Member(String instanceId, String host, String movingTo) {}
}
