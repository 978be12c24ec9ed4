package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.migrate.MigrationProgress;
import org.ferry.workflows.migrate.MigrationReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every way Nova can move an instance, chosen by Ferry as its plan said before, and by name. */
@Order(6)
class NovaMovesE2E {
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static WorkerProcess worker;
    private static String volumeBacked;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.start();
        Crossing.shared();
        volumeBacked = Cloud.bootFromVolume("e2e-volume-backed", "compute-1", "lab.vol");
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
        Cloud.delete(volumeBacked);
    }

    @Test
    @Order(1)
    void autoMovesARunningInstanceWithItsConfigDriveAndLocalDisksLive() {
        autoMoves(Crossing.shared().id, "block-live", Map.of());
    }

    @Test
    @Order(2)
    void autoMovesAVolumeBackedInstanceLive() {
        autoMoves(volumeBacked, "live", Map.of());
    }

    @Test
    @Order(3)
    void autoMovesAStoppedInstanceCold() {
        Memory memory = memoryOf(volumeBacked);
        stop(volumeBacked);
        autoMoves(volumeBacked, "cold", Map.of());
        start(volumeBacked);
        memory.assertKept(Guest.of(volumeBacked));
    }

    @Test
    @Order(4)
    void autoForcesAnInstanceToADisabledHostAndPutsEveryServiceBack() {
        Crossing crossing = Crossing.shared();
        String target = crossing.otherHost();
        String third = crossing.thirdHost();
        Cloud.setService(target, "{\"status\":\"disabled\",\"disabled_reason\":\"Migrations Only\"}");
        Cloud.setService(third, "{\"status\":\"disabled\",\"disabled_reason\":\"own reason\"}");
        try {
            autoMoves(crossing.id, "forced-cold", Map.of("target", target, "allowDisabledTarget", true));
        } finally {
            Cloud.setService(target, "{\"status\":\"enabled\"}");
            Cloud.setService(third, "{\"status\":\"enabled\"}");
        }
    }

    @Test
    @Order(5)
    void autoMovesByHandWhereItsOwnerAllowsAndNovaIsForbidden() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        Map<String, Object> fields = Map.of("forbid", List.of("live", "block-live", "cold", "forced-cold"));
        Plan plan = Runs.plan(crossing.id, fields);
        assertThat(plan.order()).containsExactly("manual");
        World.assertUnchanged(before);

        MigrationReport report = Runs.report(Runs.startAuto(crossing.id, fields), LIMIT);

        assertThat(report.method()).isEqualTo("manual");
        World.assertMoved(before, source, report.target());
        crossing.assertGuestIntact();
    }

    @Test
    @Order(6)
    void autoLeavesAnInstanceAloneWhoseOwnerForbidsIt() {
        String id = Crossing.shared().id;
        Cloud.nova("POST", "/servers/" + id + "/metadata", "{\"metadata\":{\"ferry:policy\":\"never\"}}");
        try {
            World before = World.look(id);
            assertThat(Runs.plan(id, Map.of()).order()).isEmpty();
            ApplicationFailure failure = Runs.failure(Runs.startAuto(id, Map.of()), LIMIT);
            assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
            assertThat(failure.getOriginalMessage()).contains("ferry:policy=never");
            World.assertUnchanged(before);
        } finally {
            Cloud.nova("DELETE", "/servers/" + id + "/metadata/ferry:policy", null);
        }
    }

    @Test
    @Order(7)
    void waitsForAPersonWhereAColdMoveToANamedHostCanNotBeProvenAndRevertsItAsThePersonChooses() {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.thirdHost();
        WorkflowStub run;
        // Without it no console opens, which is all that is wrong with the instance on the target.
        Lab.lab("service", "nova-novncproxy", "stop");
        try {
            run = Runs.startAuto(
                    crossing.id, Map.of("method", "cold", "target", target, "confirm", "leave", "patience", "20s"));
            MigrationProgress waiting = Runs.awaitPhase(run, "NeedsOperator");
            assertThat(waiting.attention()).contains("it is on " + target).contains("its console opens");
            assertThat(waiting.choices()).containsExactly("confirm", "revert", "retry");
            assertThat(Cloud.status(crossing.id)).isEqualTo("VERIFY_RESIZE");
            assertThat(crossing.host()).isEqualTo(target);
            assertThat(World.seenDomains(crossing.id))
                    .as("domains of the instance in the whole lab: Nova keeps the source's until it is confirmed")
                    .containsExactlyInAnyOrder(source + " shut off", target + " running");
        } finally {
            Lab.lab("service", "nova-novncproxy", "start");
        }

        Lab.check(List.of(Lab.ROOT.resolve("starter/bin/ferry").toString(), "choose", crossing.id, "revert"));

        ApplicationFailure failure = Runs.failure(run, LIMIT);
        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage())
                .contains("a person chose to revert it")
                .contains("back as it was");
        crossing.assertBack(before);
    }

    @Test
    @Order(8)
    void movesColdToTheSchedulersChoice() {
        moves(Crossing.shared().id, null, Map.of("method", "cold"));
    }

    @Test
    @Order(9)
    void neverPutsTwoMembersOfAnAntiAffinityGroupOnOneHost() {
        String group = Cloud.group("e2e-apart", "anti-affinity");
        String first = Cloud.bootInGroup("e2e-apart-1", "compute-1", "lab.nano", group);
        String second = Cloud.bootInGroup("e2e-apart-2", "compute-2", "lab.nano", group);
        try {
            MigrationReport report = Runs.report(Runs.startAuto(first, Map.of()), LIMIT);
            assertThat(report.target()).isEqualTo("compute-3");
            refusedForTheGroup(first, Map.of("target", "compute-2"));
            Cloud.setService("compute-1", "{\"status\":\"disabled\",\"disabled_reason\":\"e2e\"}");
            try {
                refusedForTheGroup(first, Map.of());
            } finally {
                Cloud.setService("compute-1", "{\"status\":\"enabled\"}");
            }
        } finally {
            Cloud.delete(first);
            Cloud.delete(second);
            Cloud.nova("DELETE", "/os-server-groups/" + group, null);
        }
    }

    private static void refusedForTheGroup(String id, Map<String, Object> fields) {
        World before = World.look(id);
        ApplicationFailure failure = Runs.failure(Runs.startAuto(id, fields), LIMIT);
        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains("anti-affinity").contains("e2e-apart");
        World.assertUnchanged(before);
    }

    /** The plan names the method, touching nothing; the move then takes it. */
    private static void autoMoves(String id, String method, Map<String, Object> fields) {
        World before = World.look(id);
        Plan plan = Runs.plan(id, fields);
        assertThat(plan.order()).as("methods of the plan " + plan).first().isEqualTo(method);
        World.assertUnchanged(before);

        MigrationReport report = moves(id, plan.target(), fields);

        assertThat(report.method()).as("method of " + report).isEqualTo(method);
    }

    private static MigrationReport moves(String id, @Nullable String target, Map<String, Object> fields) {
        World before = World.look(id);
        String source = Cloud.host(id);
        Memory memory = Cloud.status(id).equals("ACTIVE") ? memoryOf(id) : null;

        MigrationReport report = Runs.report(Runs.startAuto(id, fields), LIMIT);

        if (target != null) {
            assertThat(report.target()).isEqualTo(target);
        }
        World.assertMovedByNova(before, source, report.target());
        if (memory != null) {
            System.out.printf(
                    "%s: %d s without a heartbeat, %d s in all%n",
                    report.method(),
                    memory.assertKept(Guest.of(id)),
                    report.steps().stream().mapToLong(step -> step.millis()).sum() / 1000);
        }
        return report;
    }

    private static Memory memoryOf(String id) {
        Guest guest = Guest.of(id);
        return id.equals(Crossing.shared().id) ? Memory.withVolume(guest) : Memory.of(guest);
    }

    private static void stop(String id) {
        Cloud.action(id, "{\"os-stop\":null}");
        Cloud.awaitStatus(id, "SHUTOFF");
    }

    private static void start(String id) {
        Cloud.action(id, "{\"os-start\":null}");
        Cloud.awaitStatus(id, "ACTIVE");
    }
}
