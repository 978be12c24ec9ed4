package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Failures before the point of no return: the instance is back on its source as it was, the target clean. */
@Order(4)
class UndoE2E {
    private static WorkerProcess worker;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.start();
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    @AfterEach
    void freeTheLinks() {
        Lab.HOSTS.forEach(host -> Lab.lab("limit", host, "off"));
    }

    @Test
    @Order(1)
    void goesBackWhenTheTargetsDiskFillsUpMidway() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String target = crossing.otherHost();
        long diskGiB = Cloud.diskGiB(target);
        Lab.lab("limit", crossing.host(), "20mbit");
        String disk = Lab.INSTANCES;
        // Room for the flavor by what Placement is told, and hardly more than for the copy in truth.
        Lab.shell(
                target,
                "mount -t tmpfs -o size=5g,mode=755 full " + disk + " && chown nova:nova " + disk
                        + " && fallocate -l 4500M " + disk + "/old");
        try {
            WorkflowStub run = Runs.start(crossing.id, target, Map.of());
            Runs.awaitActivity(run, "Hosts_CopyDirectory");
            Lab.shell(target, "dd if=/dev/zero of=" + disk + "/ballast bs=1M 2>/dev/null || true");

            ApplicationFailure failure = Runs.failure(run, Duration.ofMinutes(10));

            assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
            assertThat(failure.getOriginalMessage())
                    .containsIgnoringCase("space")
                    .contains(target);
            assertThat(World.names(target, crossing.id))
                    .as("files on the full target")
                    .isEmpty();
        } finally {
            Lab.shell(target, "umount " + disk);
        }
        // nova-compute looks at its disk once a minute, and may have told Placement of the small one.
        await("Placement to have the disk of " + target + " again")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> Cloud.diskGiB(target) >= diskGiB);
        crossing.assertBack(before);
    }

    @Test
    @Order(2)
    void goesBackWhenTheTargetCrashesDuringTheCopyAndCleansItWhenItIsBack() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String target = crossing.otherHost();
        Lab.lab("limit", crossing.host(), "20mbit");
        WorkflowStub run = Runs.start(crossing.id, target, Map.of("patience", "20s"));
        Runs.awaitActivity(run, "Hosts_CopyDirectory");
        Lab.lab("crash", target);
        try {
            ApplicationFailure failure = Runs.failure(run, Duration.ofMinutes(10));
            assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
            assertThat(failure.getOriginalMessage()).contains(target);
        } finally {
            Lab.lab("power-on", target);
        }
        await("the leftovers on " + target + " to be removed")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> World.names(target, crossing.id).isEmpty());
        Cloud.awaitUp(target);
        crossing.assertBack(before);
    }

    @Test
    @Order(3)
    void goesBackWhenAPersonCancelsDuringTheCopy() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        Lab.lab("limit", crossing.host(), "20mbit");
        WorkflowStub run = Runs.start(crossing.id, crossing.otherHost(), Map.of());
        Runs.awaitActivity(run, "Hosts_CopyDirectory");

        Lab.check(java.util.List.of(Lab.ROOT.resolve("starter/bin/ferry").toString(), "cancel", crossing.id));

        assertThat(Runs.failure(run, Duration.ofMinutes(10)).getType()).isEqualTo(Failures.CANCELLED);
        crossing.assertBack(before);
    }
}
