package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a guest has on its disks before a move, and must still have after it: an older disk, or an empty one, lacks the
 * last lines that it wrote.
 *
 * @param dataHash of the data file on the root disk
 * @param root the last line of the heartbeat file on the root disk
 * @param volume the last line of the one on the data volume, or null where the guest has none
 */
record Memory(String dataHash, Guest.Beat root, Guest.@Nullable Beat volume) {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Of a guest with a root disk alone. */
    static Memory of(Guest guest) {
        return new Memory(guest.dataHash(), last(guest::heartbeat), null);
    }

    /** Of a guest with a data volume. */
    static Memory withVolume(Guest guest) {
        return new Memory(guest.dataHash(), last(guest::heartbeat), last(guest::volumeHeartbeat));
    }

    /**
     * The guest has it all still, and goes on writing to the same disks.
     *
     * @return the longest silence since then in seconds: the downtime
     */
    long assertKept(Guest guest) {
        assertThat(guest.dataHash()).as("hash of the guest's data").isEqualTo(dataHash);
        if (volume != null) {
            since(volume, "the data volume", guest::volumeHeartbeat);
        }
        List<Guest.Beat> beats = since(root, "the root disk", guest::heartbeat);
        long silence = 0;
        for (int i = 1; i < beats.size(); i++) {
            Guest.Beat before = beats.get(i - 1);
            Guest.Beat next = beats.get(i);
            assertThat(next.number())
                    .as("number of the heartbeat after " + before)
                    .isEqualTo(before.number() + 1);
            silence = Math.max(silence, next.second() - before.second());
        }
        return silence;
    }

    private static Guest.Beat last(Callable<List<Guest.Beat>> heartbeat) {
        List<Guest.Beat> beats = written(heartbeat);
        return beats.get(beats.size() - 1);
    }

    /** The beat and all that came after it, at least one. */
    private static List<Guest.Beat> since(Guest.Beat remembered, String disk, Callable<List<Guest.Beat>> heartbeat) {
        List<Guest.Beat> kept = written(heartbeat);
        int at = kept.indexOf(remembered);
        assertThat(at)
                .as("place of the last heartbeat before the move, " + remembered + ", on " + disk + ", which has "
                        + kept.size() + " from " + kept.get(0) + " to " + kept.get(kept.size() - 1))
                .isNotNegative();
        List<Guest.Beat> now = await("the guest to go on writing to " + disk)
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .until(heartbeat, beats -> beats.size() > at + 1);
        return now.subList(at, now.size());
    }

    /** The file on a disk that the guest has just found appears with its first beat. */
    private static List<Guest.Beat> written(Callable<List<Guest.Beat>> heartbeat) {
        return await("the guest's heartbeat file")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreException(IllegalStateException.class)
                .until(heartbeat, beats -> !beats.isEmpty());
    }
}
