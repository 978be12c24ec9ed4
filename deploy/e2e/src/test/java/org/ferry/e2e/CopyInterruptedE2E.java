package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.Map;
import org.ferry.workflows.migrate.MigrationReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What breaks in the middle of a copy, and is whole at the end. */
@Order(3)
class CopyInterruptedE2E {
    private static final int MEBIBYTES = 200;
    private static WorkerProcess worker;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.start();
        Guest.of(Crossing.shared().id).fill(MEBIBYTES);
    }

    @AfterAll
    static void stopWorker() {
        Lab.HOSTS.forEach(host -> Lab.lab("limit", host, "off"));
        worker.close();
    }

    @Test
    void goesOnWhereItWasWhenWorkerCopyAndTemporalAreKilledAtHalf() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.thirdHost();
        Lab.lab("limit", source, "100mbit");

        WorkflowStub run = Runs.start(crossing.id, target, Map.of());
        Runs.awaitActivity(run, "Hosts_CopyDirectory");
        long size = directoryBytes(source, crossing.id);
        await("half of the files to be at " + target)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> copiedBytes(target, crossing.id) > size / 2);
        int starts = worker.starts();
        worker.kill();
        // Not written out, or pkill would find the shell that runs it.
        Lab.shell(source, "pkill -9 -f '[t]arget extents directory'");
        long sentAtKill = sent(source);
        long copiedAtKill = copiedBytes(target, crossing.id);

        Lab.lab("service", "temporal", "kill");
        Lab.lab("service", "temporal", "start");
        MigrationReport report = Runs.report(run, Duration.ofMinutes(10));

        assertThat(worker.starts() - starts).as("kills of the worker").isEqualTo(1);
        assertThat(Runs.attempts(run, "Hosts_CopyDirectory"))
                .as("attempts of the copy, during which the worker was killed")
                .isGreaterThan(1);
        long sentAgain = sent(source) - sentAtKill - (size - copiedAtKill);
        System.out.printf(
                "copy killed at %d of %d MiB: %d MiB sent again%n", copiedAtKill >> 20, size >> 20, sentAgain >> 20);
        assertThat(sentAgain).as("bytes sent again after the kill").isLessThanOrEqualTo(64L << 20);
        assertThat(report.checksums()).as("checksums of the copied files").containsKey("disk");
        World.assertMoved(before, source, target);
        crossing.assertGuestIntact();
    }

    private static long directoryBytes(String host, String id) {
        return Long.parseLong(Lab.shell(host, "du -s --block-size=1 " + Lab.INSTANCES + "/" + id + " | cut -f1")
                .strip());
    }

    private static long copiedBytes(String host, String id) {
        String bytes = Lab.shell(
                        host, "du -s --block-size=1 " + Lab.INSTANCES + "/" + id + ".ferry-* 2>/dev/null | cut -f1")
                .strip();
        return bytes.isEmpty() ? 0 : Long.parseLong(bytes);
    }

    /** Bytes that left the host. */
    private static long sent(String host) {
        return Long.parseLong(
                Lab.on(host, "cat", "/sys/class/net/eth0/statistics/tx_bytes").strip());
    }
}
