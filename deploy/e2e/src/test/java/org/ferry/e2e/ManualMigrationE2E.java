package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The manual migration as people start it: by {@code ferry}, and by Temporal's own command line. */
@Order(1)
class ManualMigrationE2E {
    private static WorkerProcess worker;

    @BeforeAll
    static void startWorker() {
        worker = WorkerProcess.start();
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    @Test
    @Order(1)
    void ferryMovesARunningInstanceByNameWithItsConfigDriveAndVolume() throws Exception {
        Crossing crossing = Crossing.shared();
        World before = crossing.look();
        String source = crossing.host();
        String target = crossing.otherHost();

        Lab.Result ferry = Lab.run(
                Duration.ofMinutes(10),
                List.of(
                        Lab.ROOT.resolve("starter/bin/ferry").toString(),
                        "migrate",
                        "e2e-crossing",
                        "--to",
                        target,
                        "--method",
                        "manual",
                        "--hold",
                        "1h",
                        "--wait",
                        "--json"));

        assertThat(ferry.exit())
                .as("exit code of ferry, which said:\n" + ferry.output())
                .isZero();
        World.assertMoved(before, source, target);
        World.assertBaseImagesTouched(crossing.id, target);
        long silence = crossing.assertGuestIntact();
        String last =
                ferry.output().strip().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(new ObjectMapper().readTree(last).isObject())
                .as("last line of --json: " + last)
                .isTrue();
        System.out.println("downtime seen by the guest: " + silence + " s");
    }

    @Test
    @Order(2)
    void temporalsCommandLineMovesAShutOffInstanceWhichStaysShutOff() {
        Crossing crossing = Crossing.shared();
        crossing.remember();
        Cloud.action(crossing.id, "{\"os-stop\":null}");
        Cloud.awaitStatus(crossing.id, "SHUTOFF");
        World before = World.look(crossing.id);
        String source = crossing.host();
        String target = crossing.thirdHost();

        Lab.check(List.of(
                "/opt/ferry-lab/temporal/bin/temporal",
                "workflow",
                "execute",
                "--type",
                "MigrateInstance",
                "--task-queue",
                "ferry",
                "--workflow-id",
                "migrate/" + crossing.id,
                "--input",
                "{\"instance\":\"%s\",\"target\":\"%s\",\"method\":\"manual\"}".formatted(crossing.id, target)));

        World.assertMoved(before, source, target);
        Cloud.action(crossing.id, "{\"os-start\":null}");
        Cloud.awaitStatus(crossing.id, "ACTIVE");
        crossing.assertGuestIntact();
    }

    @Test
    @Order(3)
    void deletesTheSourcesFilesAtOnceWhenTheHoldIsZero() {
        Crossing crossing = Crossing.shared();
        crossing.remember();
        String source = crossing.host();
        int kept = World.quarantines(source, crossing.id).size();
        Runs.report(Runs.start(crossing.id, crossing.otherHost(), Map.of("hold", "0s")), Duration.ofMinutes(10));

        await("the source's files to be deleted")
                .atMost(Duration.ofSeconds(30))
                .until(() -> World.quarantines(source, crossing.id).size() == kept);
        crossing.assertGuestIntact();
    }
}
