package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.ferry.starter.FerryAndServer.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command against a real server and a worker that moves nothing. Needs Temporal's CLI. */
class FerryAgainstTemporalTest {
    private static final String OTHER_INSTANCE = FakeWorker.INSTANCE.replace('0', '2');

    private static FerryAndServer server;

    @BeforeAll
    static void start() {
        server = FerryAndServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void movesAnInstanceByNameAndReports() {
        Result moved = ferry("migrate", FakeWorker.NAME, "--to", "compute-2", "--wait", "--json");

        assertThat(moved.exit()).isZero();
        assertThat(moved.events()).startsWith("started", "progress").endsWith("report");
        assertThat(moved.last().path("outcome").textValue()).isEqualTo("moved");
        assertThat(moved.last().path("steps"))
                .extracting(step -> step.path("name").textValue())
                .contains("stop web-1 on compute-1", "copy 1.2 GiB → compute-2");

        Result shown = ferry("show", FakeWorker.NAME);
        assertThat(shown.exit()).isZero();
        assertThat(shown.out()).contains("moved after").contains("own time");
    }

    @Test
    void tellsFailuresByTheExitCode() {
        assertThat(ferry("migrate", FakeWorker.INSTANCE, "--to", "refuse-1", "--wait")
                        .exit())
                .isEqualTo(Exit.REFUSED.code());
        assertThat(ferry("show", FakeWorker.INSTANCE).out()).contains("allow it with --allow-overcommit");
        Result returned = ferry("migrate", FakeWorker.INSTANCE, "--to", "return-1", "--wait");
        assertThat(returned.exit()).isEqualTo(Exit.RETURNED.code());
        assertThat(returned.out()).contains("the target's disk is full");
    }

    @Test
    void handlesARunThatWaitsForAPerson() throws InterruptedException {
        assertThat(ferry("migrate", FakeWorker.NAME, "--to", "stuck-1").exit()).isZero();
        Result again = ferry("migrate", FakeWorker.NAME, "--to", "compute-2");
        assertThat(again.exit()).isEqualTo(Exit.GOING_ON.code());
        assertThat(again.err()).contains("ferry watch " + FakeWorker.INSTANCE);

        Result shown = ferry("show", FakeWorker.INSTANCE);
        while (!shown.out().contains("no space left on device")) {
            assertThat(shown.exit()).isEqualTo(Exit.GOING_ON.code());
            Thread.sleep(500);
            shown = ferry("show", FakeWorker.INSTANCE);
        }
        Result refused = ferry("cancel", FakeWorker.NAME);
        assertThat(refused.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(refused.err()).contains("past the point of no return");

        assertThat(ferry("resume", FakeWorker.NAME).exit()).isZero();
        assertThat(ferry("watch", "migrate/" + FakeWorker.INSTANCE).exit()).isZero();
        assertThat(ferry("resume", FakeWorker.NAME).exit()).isEqualTo(Exit.NO_RUN.code());
    }

    @Test
    void leavesTargetAndMethodToFerryUnlessTheyAreNamed() {
        Result started = ferry("migrate", FakeWorker.NAME, "--forbid", "cold,forced-cold", "--json");
        assertThat(started.last().path("target").isNull()).isTrue();
        assertThat(started.last().path("method").textValue()).isEqualTo("auto");

        Result watched = ferry("watch", FakeWorker.NAME, "--json");
        assertThat(watched.exit()).isZero();
        assertThat(watched.last().path("target").textValue()).isEqualTo("compute-2");
        assertThat(watched.last().path("method").textValue()).isEqualTo("manual");
    }

    @Test
    void followsALiveMigration() {
        Result moved = ferry("migrate", FakeWorker.NAME, "--to", "live-1", "--wait");

        assertThat(moved.exit()).isZero();
        assertThat(moved.out()).contains("compute-1 → live-1, live: moved", "downtime  none");
    }

    @Test
    void answersARunThatWaitsForAChoice() throws InterruptedException {
        ferry("migrate", FakeWorker.NAME, "--to", "choice-1");
        Result early = ferry("choose", FakeWorker.NAME, "confirm");
        Result shown = ferry("show", FakeWorker.INSTANCE);
        while (!shown.out().contains("ferry choose " + FakeWorker.INSTANCE + " confirm | revert")) {
            assertThat(shown.exit()).isEqualTo(Exit.GOING_ON.code());
            Thread.sleep(500);
            shown = ferry("show", FakeWorker.INSTANCE);
        }
        assertThat(early.exit()).isEqualTo(Exit.REFUSED.code());
        Result refused = ferry("choose", FakeWorker.NAME, "sell");
        assertThat(refused.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(refused.err()).contains("Can't choose sell for web-1: \"sell\" can't be chosen");

        Result chosen = ferry("choose", FakeWorker.NAME, "revert", "--json");
        assertThat(chosen.exit()).isZero();
        assertThat(chosen.last().path("choice").textValue()).isEqualTo("revert");
        assertThat(ferry("watch", FakeWorker.NAME).exit()).isZero();
    }

    @Test
    void plansUnderAnIdOfItsOwnAndShowsThePlanAgain() {
        Result planned = ferry("plan", FakeWorker.NAME, "--max-downtime", "30s");
        assertThat(planned.exit()).isZero();
        assertThat(planned.out()).contains("compute-1 → compute-2: block-live", "TRY  METHOD", "▸  compute-2");

        Result again = ferry("show", "plan/" + FakeWorker.INSTANCE);
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("planned, and nothing touched");
    }

    @Test
    void tellsByTheExitCodeThatNothingIsPossible() {
        Result planned = ferry("plan", FakeWorker.INSTANCE, "--to", "full-1", "--json");

        assertThat(planned.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(planned.events()).containsExactly("plan");
        assertThat(ferry("show", "plan/" + FakeWorker.INSTANCE).exit()).isEqualTo(Exit.REFUSED.code());
    }

    @Test
    void givesWayToAnotherPlanOfTheSameInstance() throws InterruptedException {
        CompletableFuture<Result> first =
                CompletableFuture.supplyAsync(() -> ferry("plan", OTHER_INSTANCE, "--to", "stuck-1"));
        while (ferry("show", "plan/" + OTHER_INSTANCE).exit() != Exit.GOING_ON.code()) {
            Thread.sleep(200);
        }

        assertThat(ferry("plan", OTHER_INSTANCE).exit()).isZero();
        assertThat(first.join().exit()).isEqualTo(Exit.GOING_ON.code());
        assertThat(first.join().err()).contains("somebody else has asked for the same meanwhile");
    }

    @Test
    void describesHosts() {
        Result all = ferry("hosts", "--json");
        assertThat(all.exit()).isZero();
        assertThat(all.events()).containsExactly("host", "host");
        assertThat(ferry("hosts").out()).contains("compute-1", "disabled: Migrations Only");

        assertThat(ferry("host", "compute-1").out()).contains("(used max)");
        Result unknown = ferry("host", "compute-9");
        assertThat(unknown.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(unknown.err()).contains("it knows compute-1, compute-3");
    }

    @Test
    void cancelsAPausedRun() {
        ferry("migrate", FakeWorker.NAME, "--to", "compute-2");
        assertThat(ferry("pause", FakeWorker.NAME).exit()).isZero();
        assertThat(ferry("cancel", FakeWorker.NAME).exit()).isZero();

        assertThat(ferry("watch", FakeWorker.NAME).exit()).isEqualTo(Exit.CANCELLED.code());
    }

    @Test
    void refusesNamesThatAreNotOneInstances() {
        assertThat(ferry("migrate", FakeWorker.TWICE, "--to", "compute-2").err())
                .contains("2 instances are named \"twin\"", FakeWorker.INSTANCE);
        assertThat(ferry("migrate", "nobody", "--to", "compute-2").exit()).isEqualTo(Exit.REFUSED.code());
    }

    @Test
    void saysThatNoWorkerAnswers() {
        Result alone = ferry("migrate", FakeWorker.NAME, "--to", "compute-2", "--task-queue", "empty");

        assertThat(alone.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(alone.err()).contains("No worker answers on the task queue \"empty\"", "ferry-worker");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(ferry("show", Runs.UUID.replace('0', '9')).exit()).isEqualTo(Exit.NO_RUN.code());
        Result lost = ferry("show", FakeWorker.INSTANCE, "--namespace", "nowhere");
        assertThat(lost.exit()).isEqualTo(Exit.UNREACHABLE.code());
        assertThat(lost.err()).contains("nowhere", "--namespace");
    }

    private static Result ferry(String... arguments) {
        return server.ferry(arguments);
    }
}
