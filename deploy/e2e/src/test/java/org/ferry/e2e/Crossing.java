package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The instance that all tests move: with a config drive and a data volume, and 64 MiB of data that it can verify.
 * Booted once.
 */
final class Crossing {
    private static @Nullable Crossing shared;

    final String id;
    private final String dataHash;
    private Memory memory;

    private Crossing(String id) {
        this.id = id;
        this.memory = Memory.withVolume(Guest.of(id));
        this.dataHash = memory.dataHash();
    }

    /** The shared instance, booted at the first call. */
    static synchronized Crossing shared() {
        if (shared == null) {
            Cloud.deleteAll("e2e-");
            String id = Cloud.boot("e2e-crossing", "compute-1", "lab.small");
            Cloud.attachVolume(id, true);
            shared = new Crossing(id);
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

    /** The world before the running instance is moved; what the guest has written until now has to be there after it. */
    World look() {
        remember();
        return World.look(id);
    }

    /** Takes note of what the guest has written until now, for {@link #assertGuestIntact}. */
    void remember() {
        memory = Memory.withVolume(Guest.of(id));
    }

    /**
     * The guest's data is whole on the root disk and on the volume: what it had last written to them before is there,
     * and it goes on.
     *
     * @return the longest silence since then in seconds: the downtime
     */
    long assertGuestIntact() {
        Guest guest = Guest.of(id);
        assertThat(guest.isIntact()).as("the guest's own check of all its data").isTrue();
        assertThat(guest.dataHash()).as("hash of the guest's data").isEqualTo(dataHash);
        return memory.assertKept(guest);
    }

    /** The instance is well on its source, and everything as it was. */
    void assertBack(World before) {
        assertGuestIntact();
        await("ports to be active again")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> World.assertPortsActive(id));
        World.assertUnchanged(before);
    }
}
