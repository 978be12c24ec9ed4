package org.ferry.activities.openstack;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks again and again, within bounds.
 *
 * @param pause between two looks
 * @param limit of all looks together: less than the time that an activity has
 */
record Poll(Duration pause, Duration limit) {
    /** For ordinary activities, which have ten minutes. */
    static final Poll ORDINARY = new Poll(Duration.ofMillis(500), Duration.ofMinutes(4));

    /** For activities that wait as long as it takes, and end when they are cancelled. */
    static final Poll LASTING = new Poll(Duration.ofSeconds(2), Duration.ofDays(3650));

    /**
     * Looks until there is an answer.
     *
     * @param otherwise what to say when there was none in time
     * @throws NotYetException when there was none in time, or the thread is interrupted
     */
    <T> T until(Supplier<Optional<T>> look, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = look.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() + pause.toNanos() > end) {
                throw new NotYetException(otherwise.get());
            }
            sleep(otherwise);
        }
    }

    private void sleep(Supplier<String> otherwise) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotYetException("interrupted; " + otherwise.get());
        }
    }
}
