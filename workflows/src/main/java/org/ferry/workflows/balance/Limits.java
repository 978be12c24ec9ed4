package org.ferry.workflows.balance;

/**
 * How far a plan may go.
 *
 * @param maxMoves the most moves
 * @param minGain what a move must take off the score; see {@link #usualGain}
 * @param maxDownMillis the most downtime of one instance; a move that needs more is not proposed
 * @param maxDownMillisInSum the most downtime of all the moves together
 */
public record Limits(int maxMoves, double minGain, long maxDownMillis, long maxDownMillisInSum) {
    public Limits {
        if (maxMoves < 0 || maxDownMillis < 0 || maxDownMillisInSum < 0 || !(minGain >= 0)) {
            throw new IllegalArgumentException("a limit is 0 or more");
        }
    }

    /** No limit but the gain. */
    public static Limits ofGain(double minGain) {
        return new Limits(Integer.MAX_VALUE, minGain, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * A gain below which a move is hardly worth it. The score does not depend on the number of hosts, but what one move
     * can change of it does, as 1 / hosts.
     */
    public static double usualGain(int hosts) {
        return 0.01 / Math.max(1, hosts);
    }
}
