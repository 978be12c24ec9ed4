package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instance that all tests move: with a config drive and a data volume, and 64 MiB of data that it can verify.
 * Booted once.
 */
final class Crossing {
    private static @Nullable Crossing shared;

    final String id;
    private final String dataHash;

    private Crossing(String id) {
        this.id = id;
        this.dataHash = Guest.of(id).dataHash();
    }

    /** The shared instance, booted at the first call. */
    static synchronized Crossing shared() {
        if (shared == null) {
            Cloud.deleteAll("e2e-");
            String id = Cloud.boot("e2e-crossing", "compute-1", "lab.small");
            Cloud.attachVolume(id, true);
            shared = new Crossing(id);
            awaitVolumeBeats(Guest.of(id));
        }
        return shared;
    }

    /** The host that it is on now. */
    String host() {
        return Cloud.host(id);
    }

    /** Another host than the one it is on. */
    String otherHost() {
        String here = host();
        return Lab.HOSTS.stream().filter(host -> !host.equals(here)).findFirst().orElseThrow();
    }

    /** The third host. */
    String thirdHost() {
        String here = host();
        String other = otherHost();
        return Lab.HOSTS.stream()
                .filter(host -> !host.equals(here) && !host.equals(other))
                .findFirst()
                .orElseThrow();
    }

    /** The guest's data is whole, on the root disk and on the volume, which was written before and is written now. */
    void assertGuestIntact() {
        Guest guest = Guest.of(id);
        assertThat(guest.isIntact()).as("the guest's own check of all its data").isTrue();
        assertThat(guest.dataHash()).as("hash of the guest's data").isEqualTo(dataHash);
        awaitVolumeBeats(guest);
        assertThat(guest.volumeHeartbeat().stream()
                        .map(Guest.Beat::boot)
                        .distinct()
                        .count())
                .as("boots in which the guest wrote to its volume")
                .isGreaterThanOrEqualTo(1);
    }

    /** The beats go on where they stopped, none lost. Returns the longest silence in seconds: the downtime. */
    long assertHeartbeatGoesOn(long sinceEpochSecond) {
        return longestSilence(id, sinceEpochSecond);
    }

    /** As {@link #assertHeartbeatGoesOn}, of any instance. */
    static long longestSilence(String id, long sinceEpochSecond) {
        List<Guest.Beat> beats = Guest.of(id).heartbeat();
        long silence = 0;
        for (int i = 1; i < beats.size(); i++) {
            Guest.Beat last = beats.get(i - 1);
            Guest.Beat next = beats.get(i);
            assertThat(next.number())
                    .as("number of the heartbeat after " + last)
                    .isEqualTo(last.number() + 1);
            if (next.second() >= sinceEpochSecond) {
                silence = Math.max(silence, next.second() - last.second());
            }
        }
        return silence;
    }

    private static void awaitVolumeBeats(Guest guest) {
        int before = guest.volumeHeartbeat().size();
        await("the guest to write to its volume")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> guest.volumeHeartbeat().size() > before);
    }
}
