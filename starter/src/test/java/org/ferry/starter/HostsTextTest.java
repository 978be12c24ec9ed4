package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostsTextTest {
    private static final Style PLAIN = new Style(false);

    @Test
    void listsHostsOneARow() {
        assertThat(HostsText.of(List.of(Capacities.up(), Capacities.silent()), PLAIN, 125))
                .containsExactly(
                        "HOST       ZONE  STATE           INSTANCES     VCPUS    MEMORY GiB     DISK GiB  FREE DISK  NOTE",
                        "compute-1  nova  up, enabled             3  3/3/8×16  4/3/15.5×1.5  60/60/200×1  110.0 GiB",
                        "compute-3  nova  down, disabled          0  0/0/8×16  0/0/15.5×1.5    0/0/200×1          ?  disabled: Migrations Only",
                        "                                                                                            does not answer: no route to host",
                        "",
                        "VCPUS, MEMORY, DISK: what its instances may use by their flavors / what is claimed in Placement / what there is × how often",
                        "it may be claimed.",
                        "FREE DISK: what is really free on the host.");
    }

    @Test
    void describesOneAsNovaDid() {
        assertThat(HostText.of(Capacities.up(), PLAIN, 120))
                .containsExactly(
                        "compute-1  up, enabled",
                        "  zone         nova",
                        "  aggregates   ssd, rack-1",
                        "  instances    3",
                        "  claimable    vCPUs ×16, memory ×1.5, disk ×1",
                        "  really free  110.0 GiB of disk, 8.0 GiB of memory",
                        "",
                        "PROJECT     INSTANCES  VCPUS  MEMORY MiB  DISK GiB",
                        "(total)                    8       15884       200",
                        "(used now)                 3        3072        60  claimed in Placement",
                        "(used max)                 3        4096        60  by the flavors of its instances",
                        "6e1f0d              2      2        3072        40",
                        "a93b7c              1      1        1024        20");
    }

    @Test
    void saysWhyAHostIsDisabledAndDoesNotAnswer() {
        assertThat(HostText.of(Capacities.silent(), PLAIN, 120))
                .contains(
                        "compute-3  down, disabled",
                        "  reason       Migrations Only",
                        "  aggregates   none",
                        "  really free  unknown, the host does not answer: no route to host");
    }
}
