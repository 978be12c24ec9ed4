package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ferry.workflows.Failures;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nova's own failures in the middle of its own moves: the instance is well at the end, or a person is told. */
@Order(7)
class NovaFailuresE2E {
    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    static Path plan;

    private static WorkerProcess worker;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.startMortal(plan);
    }

    @AfterAll
    static void stopWorker() {
        Lab.HOSTS.forEach(host -> Lab.lab("limit", host, "off"));
        worker.close();
    }

    @Test
    @Order(1)
    void goesOnWhenTheTargetsNovaComputeIsStoppedMidwayAndStartedAgain() throws Exception {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();
        String service = Lab.ROOT.resolve("deploy/lab/service") + " " + target + "/nova-compute ";
        // The order is given; the target's part is still to come.
        Files.writeString(plan.resolve("MigrateInstance.NovaMove_OrderCold.1.inside"), service + "stop");

        WorkflowStub run = Runs.start(crossing.id, target, Map.of("method", "cold"));
        Runs.awaitActivity(run, "NovaMove_AwaitCold");
        Lab.lab("service", target + "/nova-compute", "start");
        MigrationReport report = Runs.report(run, LIMIT);

        assertThat(report.target()).isEqualTo(target);
        Cloud.awaitUp(target);
        World.assertMovedByNova(before, source, target);
        crossing.assertGuestIntact();
    }

    @Test
    @Order(2)
    void isBackWhenTheSchedulerFindsNoHost() throws Exception {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String target = crossing.otherHost();
        // Disabled between Ferry's look and its order.
        Files.writeString(plan.resolve("MigrateInstance.NovaMove_OrderCold.1.before"), disable(target));
        try {
            ApplicationFailure failure = Runs.failure(Runs.start(crossing.id, target, Map.of("method", "cold")), LIMIT);
            assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
            assertThat(failure.getOriginalMessage()).contains("No valid host").contains("back as it was");
        } finally {
            Cloud.setService(target, "{\"status\":\"enabled\"}");
        }
        World.assertUnchanged(before);
        crossing.assertGuestIntact();
    }

    @Test
    @Order(3)
    void tellsAPersonWhenNovaEndsInErrorAndGoesOnWhenThePersonHasBroughtTheInstanceUp() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();
        // The target claims the room and takes the disks, and can't start the guest.
        Lab.on(target, "mount", "--bind", "/bin/false", "/usr/bin/qemu-system-x86_64");
        WorkflowStub run;
        try {
            run = Runs.start(crossing.id, target, Map.of("method", "cold"));
            MigrationProgress waiting = Runs.awaitPhase(run, "NeedsOperator");
            assertThat(waiting.attention()).contains("error").contains(target).contains("resume");
        } finally {
            Lab.on(target, "umount", "/usr/bin/qemu-system-x86_64");
        }

        Cloud.action(crossing.id, "{\"os-resetState\":{\"state\":\"active\"}}");
        Cloud.action(crossing.id, "{\"reboot\":{\"type\":\"HARD\"}}");
        Cloud.awaitStatus(crossing.id, "ACTIVE");
        // Nova completes attachments at the end of what failed here (manager.py _finish_resize, 26.0).
        Cloud.completeAttachments(crossing.id);
        run.signal("resume");
        MigrationReport report = Runs.report(run, LIMIT);

        assertThat(report.target()).isEqualTo(Cloud.host(crossing.id));
        assertThat(World.seenDomains(crossing.id))
                .as("running domains of the instance in the whole lab")
                .containsOnlyOnce(report.target() + " running");
        crossing.assertGuestIntact();
        assertThat(World.look(crossing.id).services()).isEqualTo(before.services());
        assertThat(report.notes().toString())
                .as("what Nova has left on the source")
                .contains("_resize on " + source)
                .contains("still defined on " + source);
        Lab.on(source, "virsh", "undefine", crossing.id);
        Lab.on(source, "rm", "-rf", Lab.INSTANCES + "/" + crossing.id + "_resize");
    }

    @Test
    @Order(4)
    void leavesAMoveThatIsProvenToAPersonWhoConfirmsItInNova() {
        // A cold move that failed leaves Nova's migration context with the instance, until another cold move, this one,
        // is confirmed: the resource tracker would take the next test's live migration's record for a wrong one, and
        // mark it as error (nova/compute/resource_tracker.py _update_usage_from_migrations, 26.0).
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();

        MigrationReport report =
                Runs.report(Runs.start(crossing.id, target, Map.of("method", "cold", "confirm", "leave")), LIMIT);

        assertThat(report.notes().toString()).contains("VERIFY_RESIZE").contains("resize confirm " + crossing.id);
        assertThat(Cloud.status(crossing.id)).isEqualTo("VERIFY_RESIZE");
        World left = World.look(crossing.id);
        assertThat(left.locked()).as("the lock is as it was").isEqualTo(before.locked());
        assertThat(left.domains())
                .as("domains of the instance in the whole lab: Nova keeps the source's until it is confirmed")
                .containsExactlyInAnyOrder(source + " shut off", target + " running");
        Cloud.action(crossing.id, "{\"confirmResize\":null}");
        Cloud.awaitStatus(crossing.id, "ACTIVE");
        assertThat(crossing.host()).isEqualTo(target);
        crossing.assertGuestIntact();
    }

    @Test
    @Order(5)
    void abortsALiveMigrationThatCanNotConvergeAndTakesTheNextMethod() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();
        Guest guest = Guest.of(crossing.id);
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = new Thread(() -> write(guest, writing));
        Lab.lab("limit", source, "12mbit");
        writer.start();

        WorkflowStub run =
                Runs.startAuto(crossing.id, Map.of("target", target, "stallAfter", "20s", "patience", "10m"));
        await("the live migration to be given up")
                .atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    MigrationProgress progress = Runs.progress(run);
                    assertThat(progress.phase()).isNotIn("Refused", "Returned", "Done");
                    return "cold".equals(progress.method());
                });
        writing.set(false);
        Lab.lab("limit", source, "off");
        MigrationReport report = Runs.report(run, LIMIT);

        assertThat(report.method()).isEqualTo("cold");
        assertThat(report.notes().toString())
                .contains("block-live did not move it")
                .contains("no progress for 20 s");
        World.assertMovedByNova(before, source, target);
        crossing.assertGuestIntact();
    }

    private static void write(Guest guest, AtomicBoolean writing) {
        while (writing.get()) {
            try {
                guest.dirty(48);
            } catch (IllegalStateException down) {
                return;
            }
        }
    }

    private static String disable(String host) {
        return ". " + Lab.ROOT.resolve("deploy/lab/openrc") + " && /usr/bin/openstack compute service set --disable "
                + "--disable-reason e2e " + host + " nova-compute";
    }
}
