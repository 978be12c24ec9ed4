package org.ferry.workflows.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.choose.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrateInstanceWorkflowTest extends MigrationRuns {
    private static final List<String> FORTH = List.of(
            "Compute.lock",
            "Placement.reserve",
            "Host.openRoute",
            "Host.copyBaseImage",
            "Compute.stop",
            "Volume.detach",
            "Host.copyDirectory",
            "Host.placeDirectory",
            "Network.bind",
            "Database.reassign",
            "Placement.settle",
            "Host.defineDomain",
            "Volume.attach",
            "Compute.start",
            "Database.revokeConsoleTokens",
            "Host.closeRoute",
            "Host.quarantine",
            "Compute.unlock");

    MigrateInstanceWorkflowTest() {
        super("manual");
    }

    @Test
    void movesARunningInstanceStepByStepAndPurgesTheSourceAfterTheHold() {
        MigrationReport report = run("{\"hold\":\"2h\"}");

        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
        assertThat(report.source()).isEqualTo("compute-1");
        assertThat(report.target()).isEqualTo("compute-2");
        assertThat(report.checksums()).containsEntry("disk", "abc");
        assertThat(report.quarantine()).startsWith("compute-1:/var/lib/nova/instances/");

        long moved = temporal.currentTimeMillis();
        temporal.getWorkflowClient()
                .newUntypedWorkflowStub(PurgeSourceWorkflow.workflowId(route()))
                .getResult(Void.class);
        assertThat(cloud.done).last().isEqualTo("Host.purge");
        assertThat(Duration.ofMillis(temporal.currentTimeMillis() - moved))
                .as("the source's files are kept for the hold")
                .isGreaterThanOrEqualTo(Duration.ofHours(2).minusMinutes(1));
    }

    @Test
    void leavesAStoppedInstanceStopped() {
        cloud = new FakeCloud("stopped");
        MigrationReport report = run("{}");

        assertThat(cloud.done).doesNotContain("Compute.stop", "Compute.start").contains("Database.reassign");
        assertThat(report.downMillis()).isZero();
    }

    @Test
    void tellsWhatHadToBeSentAgain() {
        cloud.answerOnce(
                "Host.copyDirectory",
                new CopyResult(8L << 20, 4L << 20, Map.of("disk", "abc"), "sha256-4m", List.of("disk at 8 MiB")));

        assertThat(run("{}").notes().toString()).contains("sent again: disk at 8 MiB");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void undoesInReverseOrderWhenAStepFailsBeforeThePointOfNoReturn(int failing) {
        cloud.at(FORTH.get(failing), () -> {
            throw Failures.of(Failures.TARGET_LOST, "compute-2 is gone");
        });

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage()).contains("compute-2 is gone").contains("back as it was");
        assertThat(failure.getDetails().get(Spent.class).target()).isEqualTo("compute-2");
        assertThat(cloud.done).containsExactlyElementsOf(forthAndBack(failing, failing));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void undoesInReverseOrderWhenCancelledInAStepBeforeThePointOfNoReturn(int during) {
        cloud.at(FORTH.get(during), () -> duringTheActivity(() -> stub().update("cancel", Void.class)));

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.CANCELLED);
        // The step that was going on ends by itself: what it did is known, and undone.
        assertThat(cloud.done).containsExactlyElementsOf(forthAndBack(during + 1, during));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13, 14, 15, 16, 17})
    void refusesToCancelPastThePointOfNoReturnAndGoesOn(int during) {
        String[] refusal = new String[1];
        cloud.at(FORTH.get(during), () -> {
            try {
                stub().update("cancel", Void.class);
            } catch (WorkflowException refused) {
                refusal[0] = String.valueOf(refused.getCause());
            }
        });

        run("{}");

        assertThat(refusal[0]).contains("past the point of no return");
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
    }

    @Test
    void aNativeCancellationPastThePointOfNoReturnStillFinishesTheMove() {
        cloud.at("Database.reassign", () -> stub().cancel());
        begin("{}");

        // The SDK closes every run that was asked to cancel as cancelled; what counts is where the instance is.
        assertThatThrownBy(() -> stub().getResult(MigrationReport.class)).hasCauseInstanceOf(CanceledFailure.class);
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
        assertThat(progress().phase()).isEqualTo(Phase.DONE.text());
    }

    @Test
    void aNativeCancellationBeforeThePointOfNoReturnPutsEverythingBack() {
        cloud.at("Host.copyDirectory", () -> duringTheActivity(() -> stub().cancel()));
        begin("{}");

        assertThatThrownBy(() -> stub().getResult(MigrationReport.class)).hasCauseInstanceOf(CanceledFailure.class);
        assertThat(cloud.done).containsExactlyElementsOf(forthAndBack(7, 6));
        assertThat(progress().phase()).isEqualTo(Phase.RETURNED.text());
    }

    @Test
    void waitsForAPersonWhenAStepFailsPastThePointOfNoReturnAndTriesAgainOnResume() {
        cloud.at("Compute.start", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "Nova has it on compute-3");
        });
        begin("{}");
        MigrationProgress waiting = awaitPhase(Phase.NEEDS_OPERATOR);

        assertThat(waiting.attention()).contains("Nova has it on compute-3").contains("resume");
        assertThat(waiting.instanceDown()).isTrue();

        stub().signal("resume");
        stub().getResult(MigrationReport.class);
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
    }

    @Test
    void asksAPersonAboutWhatCanNotBePutBackAndSaysWhatWasLeft() {
        cloud.at("Host.copyDirectory", () -> {
            throw Failures.of(Failures.TARGET_FULL, "no space left on compute-2");
        });
        cloud.at("Volume.attach", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "the volume was deleted");
        });

        begin("{}");
        assertThat(awaitPhase(Phase.NEEDS_OPERATOR).choices()).containsExactly("retry", "skip");
        stub().update("choose", Void.class, "skip");
        ApplicationFailure failure = ended();

        assertThat(failure.getType()).isEqualTo(Failures.NEEDS_OPERATOR);
        assertThat(failure.getOriginalMessage())
                .contains("no space left on compute-2")
                .contains("the volume was deleted");
        assertThat(cloud.done)
                .as("the rest is undone all the same")
                .contains("Compute.start", "Placement.giveBack", "Compute.unlock", "Host.discardCopy");
    }

    @Test
    void putsBackAfterAllWhatAPersonHasMended() {
        cloud.at("Host.copyDirectory", () -> {
            throw Failures.of(Failures.TARGET_FULL, "no space left on compute-2");
        });
        cloud.at("Volume.attach", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "the volume is in maintenance");
        });
        begin("{}");
        awaitPhase(Phase.NEEDS_OPERATOR);
        stub().update("choose", Void.class, "retry");

        assertThat(ended().getType()).isEqualTo(Failures.RETURNED);
        assertThat(cloud.done).containsSubsequence("Volume.attach", "Compute.start", "Compute.unlock");
    }

    @Test
    void goesBackWhenSomebodyHasWrittenToTheFilesSinceTheyWereCopied() {
        cloud.at("Host.requireUnchanged", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "somebody started it");
        });

        assertThat(fails("{}").getOriginalMessage()).contains("somebody started it");
        assertThat(cloud.done).doesNotContain("Database.reassign").endsWith("Host.closeRoute", "Host.discardCopy");
    }

    @Test
    void acceptsAProofThatCanNotBeGivenWhenAPersonSaysSo() {
        for (int attempt = 0; attempt < 60; attempt++) {
            cloud.at("Compute.proveConsole", () -> {
                throw new IllegalStateException("there is no console here");
            });
        }
        begin("{}");
        for (int i = 0; i < 30 && progress().choices().isEmpty(); i++) {
            temporal.sleep(Duration.ofSeconds(30));
        }
        assertThat(progress().choices()).containsExactly("retry", "accept");

        stub().update("choose", Void.class, "accept");

        MigrationReport report = stub().getResult(MigrationReport.class);
        assertThat(report.notes().toString()).contains("no console here").contains("said accept");
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
    }

    @Test
    void goesOnWithoutAVolumeThatAnotherInstanceTookWhenAPersonSaysSo() {
        cloud.at("Volume.attach", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "another instance took it");
        });
        begin("{}");
        assertThat(awaitPhase(Phase.NEEDS_OPERATOR).choices()).containsExactly("retry", "skip");

        stub().update("choose", Void.class, "skip");

        MigrationReport report = stub().getResult(MigrationReport.class);
        assertThat(report.notes().toString())
                .contains("another instance took it")
                .contains("said skip");
        assertThat(cloud.done).containsSubsequence("Compute.start", "Host.quarantine", "Compute.unlock");
    }

    @Test
    void startsOnTheTargetOfASourceThatDiedWhenAPersonSaysThatItIsOff() {
        cloud.at("Database.reassign", () -> {
            for (String activity : List.of("Host.requireShutOff", "Host.requireShutOff", "Host.quarantine")) {
                cloud.at(activity, () -> {
                    throw Failures.of(Failures.REFUSED, "compute-1 does not answer");
                });
            }
        });
        begin("{}");
        for (String choice : List.of("accept", "accept", "skip")) {
            assertThat(awaitPhase(Phase.NEEDS_OPERATOR).choices()).containsExactly("retry", choice);
            stub().update("choose", Void.class, choice);
        }

        MigrationReport report = stub().getResult(MigrationReport.class);
        assertThat(report.quarantine()).isEmpty();
        assertThat(report.notes()).hasSize(3).allMatch(note -> note.contains("compute-1 does not answer"));
        assertThat(cloud.done).contains("Compute.start", "Compute.unlock").doesNotContain("Host.purge");
    }

    @Test
    void aPauseJustBeforeThePointOfNoReturnComesAfterIt() {
        pausesAndResumes("Host.requireUnchanged", "Database.reassign");
    }

    @Test
    void aResumeDoesNotAnswerAChoice() {
        cloud.at("Host.copyDirectory", () -> {
            throw Failures.of(Failures.TARGET_FULL, "no space left on compute-2");
        });
        cloud.at("Volume.attach", () -> {
            throw Failures.of(Failures.WORLD_CHANGED, "the volume is in maintenance");
        });
        begin("{}");
        awaitPhase(Phase.NEEDS_OPERATOR);
        stub().signal("resume");

        temporal.sleep(Duration.ofSeconds(5));
        assertThat(progress().phase()).isEqualTo(Phase.NEEDS_OPERATOR.text());
        stub().update("choose", Void.class, "retry");
        assertThat(ended().getType()).isEqualTo(Failures.RETURNED);
    }

    @Test
    void goesBackFirstAndCleansATargetThatDiedWhenItIsBack() {
        cloud.at("Host.copyDirectory", () -> {
            throw Failures.of(Failures.TARGET_LOST, "compute-2 does not answer");
        });
        for (int attempt = 0; attempt < 60; attempt++) {
            cloud.at("Host.discardCopy", () -> {
                throw new IllegalStateException("compute-2 does not answer");
            });
        }

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage()).contains("does not answer").contains("clean/");
        assertThat(cloud.done).contains("Compute.start", "Compute.unlock").doesNotContain("Host.discardCopy");
        temporal.getWorkflowClient()
                .newUntypedWorkflowStub(CleanTargetWorkflow.workflowId(route()))
                .getResult(Void.class);
        assertThat(cloud.done).endsWith("Host.closeRoute", "Host.discardCopy");
    }

    @Test
    void goesBackWhenTheTargetDoesNotAnswerWithinThePatienceWhileTheInstanceIsDown() {
        for (int attempt = 0; attempt < 30; attempt++) {
            cloud.at("Host.placeDirectory", () -> {
                throw new IllegalStateException("compute-2 does not answer");
            });
        }

        ApplicationFailure failure = fails("{\"patience\":\"30s\"}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage()).contains("compute-2 does not answer");
        assertThat(cloud.done).contains("Compute.start").doesNotContain("Database.reassign");
    }

    @Test
    void retriesWhatCouldNotBeReachedWithoutUndoingAnything() {
        for (int attempt = 0; attempt < 5; attempt++) {
            cloud.at("Network.bind", () -> {
                throw new IllegalStateException("Neutron answered 503");
            });
        }

        run("{}");

        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
    }

    @Test
    void tellsAPersonWhenAnOutageLasts() {
        for (int attempt = 0; attempt < 40; attempt++) {
            cloud.at("Network.bind", () -> {
                throw new IllegalStateException("Neutron answered 503");
            });
        }
        begin("{}");
        MigrationProgress waiting = awaitPhase(Phase.NEEDS_OPERATOR);
        assertThat(waiting.attention()).contains("bind port");

        stub().getResult(MigrationReport.class);
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
        assertThat(progress().phase()).isEqualTo(Phase.DONE.text());
    }

    @Test
    void pausesBetweenStepsAndResumes() {
        pausesAndResumes("Host.copyBaseImage", "Host.copyBaseImage");
    }

    /** Told to pause in an activity, it does when the last one that it must not part from is done. */
    private void pausesAndResumes(String told, String last) {
        cloud.at(told, () -> stub().signal("pause"));
        begin("{}");
        awaitPhase(Phase.PAUSED);
        assertThat(cloud.done).last().isEqualTo(last);

        stub().signal("resume");
        stub().getResult(MigrationReport.class);
        assertThat(cloud.doneBeforePurge()).containsExactlyElementsOf(FORTH);
    }

    @Test
    void aPausedRunCanBeCancelled() {
        cloud.at("Host.copyBaseImage", () -> stub().signal("pause"));
        begin("{}");
        awaitPhase(Phase.PAUSED);

        stub().update("cancel", Void.class);

        assertThatThrownBy(() -> stub().getResult(MigrationReport.class)).isInstanceOf(WorkflowException.class);
        assertThat(cloud.done).containsExactlyElementsOf(forthAndBack(4, 3));
    }

    @Test
    void refusesWhatTheChecksRefuseAndTouchesNothing() {
        cloud.at("Compute.describeHost", () -> {
            throw Failures.of(Failures.REFUSED, "Nova knows no compute host compute-9");
        });

        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains("compute-9");
        assertThat(cloud.done).isEmpty();
        assertThat(progress().phase()).isEqualTo(Phase.REFUSED.text());
    }

    @Test
    void refusesWhenAHostCanNotBeReached() {
        for (int attempt = 0; attempt < 4; attempt++) {
            cloud.at("Host.inspect", () -> {
                throw new IllegalStateException("compute-1 does not answer SSH");
            });
        }

        assertThat(fails("{}").getOriginalMessage()).contains("compute-1 does not answer SSH");
        assertThat(cloud.done).isEmpty();
    }

    @Test
    void refusesAnotherWorkflowId() {
        serve();
        WorkflowStub other = temporal.getWorkflowClient()
                .newUntypedWorkflowStub(
                        MigrateInstanceWorkflow.TYPE,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(MigrateInstanceWorkflow.TASK_QUEUE)
                                .setWorkflowId("mine")
                                .build());
        other.start(request("{}"));

        assertThatThrownBy(() -> other.getResult(MigrationReport.class))
                .hasRootCauseInstanceOf(ApplicationFailure.class)
                .rootCause()
                .hasMessageContaining("migrate/" + Samples.ID);
    }

    @Test
    void refusesAnUnknownFieldByName() {
        ApplicationFailure failure = fails("{\"tarjet\":\"compute-3\"}");

        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage()).contains("tarjet").contains("target");
        assertThat(cloud.done).isEmpty();
    }

    /** What is done up to the failing step (exclusive) and then undone; {@code begun} is the last step that began. */
    private static List<String> forthAndBack(int doneForth, int begun) {
        List<String> expected = new ArrayList<>(FORTH.subList(0, doneForth));
        List<List<String>> undos = List.of(
                List.of("Compute.lock", "Compute.unlock"),
                List.of("Placement.reserve", "Placement.giveBack"),
                List.of("Compute.stop", "Compute.start"),
                List.of("Volume.detach", "Volume.attach"),
                List.of("Network.bind", "Network.bind"));
        for (int i = undos.size() - 1; i >= 0; i--) {
            if (FORTH.indexOf(undos.get(i).get(0)) <= begun) {
                expected.add(undos.get(i).get(1));
            }
        }
        if (begun >= FORTH.indexOf("Host.openRoute")) {
            expected.addAll(List.of("Host.closeRoute", "Host.discardCopy"));
        }
        return expected;
    }
}
