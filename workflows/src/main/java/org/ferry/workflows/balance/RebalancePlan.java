package org.ferry.workflows.balance;

import java.util.List;

/**
 * What to move, the most useful first. The moves may run in any order and any number at once without breaking a rule:
 * none needs room or freedom that another one makes.
 *
 * @param stop why there are no more moves
 */
public record RebalancePlan(List<Move> moves, double scoreBefore, double scoreAfter, Stop stop) {

    /**
     * One move.
     *
     * @param gain what it takes off the score
     * @param scoreAfter the score when it and those before it are done
     */
    public record Move(
            String instanceId,
            String instanceName,
            String from,
            String to,
            long downMillis,
            double gain,
            double scoreAfter) {}

    /** Why a plan has no more moves. */
    public enum Stop {
        EVEN("no move would gain as much as asked"),
        RULES("moves that would gain are forbidden: room, server groups, allowed hosts, or instances that stay"),
        DOWNTIME("moves that would gain need more downtime than allowed"),
        MOVES("as many moves as allowed");

        private final String text;

        Stop(String text) {
            this.text = text;
        }

        /** In an operator's words. */
        public String text() {
            return text;
        }
    }
}
