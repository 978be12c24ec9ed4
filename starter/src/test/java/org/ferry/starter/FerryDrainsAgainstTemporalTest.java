package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.ferry.starter.FerryAndServer.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drains and limits, against a real server and a worker that moves nothing. */
class FerryDrainsAgainstTemporalTest {
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
    void emptiesAHostAndReports() {
        Result drained = ferry("drain", "compute-1", "--parallel", "1", "--wait");
        assertThat(drained.exit()).isZero();
        assertThat(drained.out())
                .contains("▸ web-1 → compute-2, manual", "✔ db-1 is on compute-2", "100 %, 2 of 2 moved")
                .contains("drain/compute-1: the host is empty after");

        Result shown = ferry("show", "drain/compute-1", "--json");
        assertThat(shown.exit()).isZero();
        assertThat(shown.last().at("/report/moves/0/state").textValue()).isEqualTo("moved");
    }

    @Test
    void tellsHowFarTheMovesInFlightAre() {
        Result drained = ferry("drain", "compute-2x", "--wait", "--json");

        assertThat(drained.exit()).isZero();
        assertThat(drained.events()).startsWith("started", "progress").endsWith("report");
        assertThat(drained.out().lines())
                .anyMatch(
                        line -> line.contains("\"inFlight\":[{\"instance\"") && line.contains("\"phase\":\"Moving\""));
    }

    @Test
    void showsThePlanAndTellsByTheExitCodeThatSomethingIsBlocked() {
        Result possible = ferry("drain", "compute-3", "--dry-run");
        assertThat(possible.exit()).isZero();
        assertThat(possible.out()).contains("INSTANCE", "WHY NOT", "db-1", "planned, and nothing touched");
        assertThat(ferry("show", "drain/compute-3").exit()).isEqualTo(Exit.NO_RUN.code());

        Result blocked = ferry("drain", "blocked-3", "--dry-run");
        assertThat(blocked.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(blocked.out()).contains("pinned", "1 waiting, 1 blocked");
        assertThat(ferry("show", "drain-plan/blocked-3").exit()).isEqualTo(Exit.REFUSED.code());
    }

    @Test
    void saysThatADrainGoesOnAndSkipsAnInstanceByName() throws InterruptedException {
        assertThat(ferry("drain", "blocked-1").out()).contains("follow    ferry watch drain/blocked-1");
        Result again = ferry("drain", "blocked-1");
        assertThat(again.exit()).isEqualTo(Exit.GOING_ON.code());
        assertThat(again.err()).contains("ferry watch drain/blocked-1");
        awaitShown("drain/blocked-1", "web-1 can't be moved");

        Result foreign = ferry("skip", "drain/blocked-1", Runs.UUID.replace('0', '9'));
        assertThat(foreign.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(foreign.err()).contains("there is no instance");
        assertThat(ferry("skip", "drain/blocked-1", FakeWorker.NAME).exit()).isZero();

        Result watched = ferry("watch", "drain/blocked-1");
        assertThat(watched.exit()).isEqualTo(Exit.NEEDS_OPERATOR.code());
        assertThat(watched.out()).contains("Nova has web-1 on blocked-1", "left where it is by a person");
    }

    @Test
    void pausesResumesAndCancels() throws InterruptedException {
        ferry("drain", "blocked-2");
        assertThat(ferry("pause", "drain/blocked-2").out()).contains("those in flight go on");
        assertThat(ferry("skip", "drain/blocked-2", FakeWorker.INSTANCE).exit()).isZero();
        awaitShown("drain/blocked-2", "Paused");
        assertThat(ferry("resume", "drain/blocked-2").exit()).isZero();
        ferry("watch", "drain/blocked-2");
        assertThat(ferry("resume", "drain/blocked-2").exit()).isEqualTo(Exit.NO_RUN.code());

        ferry("drain", "blocked-4");
        Result cancelled = ferry("cancel", "drain/blocked-4", "--undo", "--enable", "--json");
        assertThat(cancelled.exit()).isZero();
        assertThat(cancelled.last().path("host").textValue()).isEqualTo("blocked-4");
        assertThat(ferry("watch", "drain/blocked-4").exit()).isEqualTo(Exit.CANCELLED.code());
    }

    @Test
    void followsALongDrainIntoItsNextRun() {
        Result drained = ferry("drain", "long-1", "--wait");

        assertThat(drained.exit()).isZero();
        assertThat(drained.out()).contains("2 of 2 instances");
    }

    @Test
    void tellsWhatIsRefusedAndWhatIsLeft() {
        Result refused = ferry("drain", "refuse-1", "--wait");
        assertThat(refused.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(refused.out()).contains("leave them with --on-blocked skip");

        Result left = ferry("drain", "left-1", "--wait");
        assertThat(left.exit()).isEqualTo(Exit.NEEDS_OPERATOR.code());
        assertThat(left.out()).contains("✘ web-1 is left: it failed thrice", "Nova has web-1 on left-1");
    }

    @Test
    void tellsOfADrainThatWasTerminated() {
        ferry("drain", "blocked-5");
        server.temporal()
                .getWorkflowClient()
                .newUntypedWorkflowStub("drain/blocked-5")
                .terminate("out of patience");

        Result shown = ferry("show", "drain/blocked-5");
        assertThat(shown.exit()).isEqualTo(Exit.NEEDS_OPERATOR.code());
        assertThat(shown.out()).contains("out of patience");
    }

    @Test
    void showsAndChangesLimitsBeforeTheFirstMove() {
        Result before = ferry("limits");
        assertThat(before.exit()).isZero();
        assertThat(before.out()).contains("no move has begun yet");

        Result changed = ferry("limits", "--per-source", "2", "--cloud", "10", "--json");
        assertThat(changed.exit()).isZero();
        assertThat(changed.events()).containsExactly("limits");
        assertThat(changed.last().path("perSource").intValue()).isEqualTo(2);
        assertThat(changed.last().path("perTarget").intValue()).isEqualTo(4);
        assertThat(ferry("limits", "--cloud", "11").out()).contains("No move goes on, and none waits");
        assertThat(ferry("limits", "--json").last().path("cloud").intValue()).isEqualTo(11);
    }

    @Test
    void saysThatNobodyKnowsSuchADrain() {
        Result unknown = ferry("watch", "drain/nowhere");

        assertThat(unknown.exit()).isEqualTo(Exit.NO_RUN.code());
        assertThat(unknown.err()).contains("Temporal knows no drain of nowhere");
    }

    private static void awaitShown(String run, String text) throws InterruptedException {
        while (!ferry("show", run).out().contains(text)) {
            Thread.sleep(300);
        }
    }

    private static Result ferry(String... arguments) {
        return server.ferry(arguments);
    }
}
