package org.ferry.workflows.drain;

import java.util.List;

/**
 * A refill as it is, or as it ended.
 *
 * @param enabled whether nova-compute is enabled
 * @param instances those that the last drain took away, when they were to be brought home
 */
public record RefillReport(String host, boolean enabled, List<Homecoming> instances) {

    /**
     * One that was taken away.
     *
     * @param state {@code waiting}, {@code moving}, {@code home} or {@code away}
     * @param downMillis how long it was down
     * @param note why it is still away
     */
    public record Homecoming(String id, String name, String state, long downMillis, String note) {}
}
