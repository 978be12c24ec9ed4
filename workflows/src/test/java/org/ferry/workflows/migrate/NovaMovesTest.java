package org.ferry.workflows.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowException;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeService;
import org.ferry.workflows.activity.NovaMoveActivities.LiveState;
import org.ferry.workflows.activity.NovaMoveState;
import org.ferry.workflows.choose.Samples;
import org.junit.jupiter.api.Test;

/** Cold, live and forced moves, which Nova makes, and how one follows another. */
class NovaMovesTest extends MigrationRuns {
    private static final List<String> COLD = List.of(
            "Compute.lock",
            "NovaMove.orderCold",
            "NovaMove.confirm",
            "Network.dropInactiveBindings",
            "Placement.releaseMigration",
            "Compute.unlock");
    private static final List<String> LIVE = List.of(
            "Compute.lock",
            "NovaMove.orderLive",
            "Network.dropInactiveBindings",
            "Placement.releaseMigration",
            "Compute.unlock");

    NovaMovesTest() {
        super("auto");
    }

    @Test
    void aColdMoveIsOrderedProvenConfirmedAndCleaned() {
        MigrationReport report = run("{\"method\":\"cold\"}");

        assertThat(cloud.done).containsExactlyElementsOf(COLD);
        assertThat(report.method()).isEqualTo("cold");
        assertThat(report.target()).isEqualTo("compute-2");
        assertThat(report.quarantine()).isEmpty();
        assertThat(cloud.calls.toString())
                .contains("NovaMove.orderCold[NovaMove[instanceId=" + Samples.ID
                        + ", source=compute-1, target=compute-2, after=0]]");
    }

    @Test
    void aColdMoveWithoutATargetLeavesTheChoiceToTheScheduler() {
        cloud.moved = new NovaMoveState("compute-3", "finished", 8, "", 0, 0);
        MigrationReport report = run("{\"method\":\"cold\",\"target\":null}");

        assertThat(cloud.calls.toString()).contains("target=null, after=0");
        assertThat(report.target()).isEqualTo("compute-3");
    }

    @Test
    void aColdMoveIsLeftToAPersonWhenAskedTo() {
        MigrationReport report = run("{\"method\":\"cold\",\"confirm\":\"leave\"}");

        assertThat(cloud.done).containsExactly("Compute.lock", "NovaMove.orderCold", "Compute.unlock");
        assertThat(report.notes().toString()).contains("VERIFY_RESIZE");
    }

    @Test
    void aColdMoveThatNovaGivesUpIsBackAsItWas() {
        cloud.at("NovaMove.awaitCold", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "No valid host was found");
        });
        ApplicationFailure failure = fails("{\"method\":\"cold\"}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage()).contains("No valid host").contains("back as it was");
        assertThat(cloud.done)
                .containsExactly(
                        "Compute.lock",
                        "NovaMove.orderCold",
                        "NovaMove.revert",
                        "Compute.unlock",
                        "Network.dropInactiveBindings");
    }

    @Test
    void aColdMoveThatIsNotProvenWaitsForAPersonWhoConfirmsIt() {
        failProof();
        begin("{\"method\":\"cold\",\"patience\":\"30s\"}");
        MigrationProgress waiting = awaitPhase(Phase.NEEDS_OPERATOR);
        assertThat(waiting.choices()).containsExactly("confirm", "revert", "retry");
        assertThat(waiting.attention()).contains("prove: its console opens").contains("no console");

        stub().update("choose", Void.class, "confirm");

        stub().getResult(MigrationReport.class);
        assertThat(cloud.done).containsExactlyElementsOf(COLD);
    }

    @Test
    void aColdMoveThatIsNotProvenIsRevertedWhenAPersonSaysSo() {
        failProof();
        begin("{\"method\":\"cold\",\"patience\":\"30s\"}");
        awaitPhase(Phase.NEEDS_OPERATOR);

        stub().update("choose", Void.class, "revert");

        assertThat(ended().getType()).isEqualTo(Failures.RETURNED);
        assertThat(cloud.done).contains("NovaMove.revert").doesNotContain("NovaMove.confirm");
    }

    @Test
    void aColdMoveThatIsNotProvenIsRevertedByItselfWhenAskedTo() {
        failProof();
        ApplicationFailure failure = fails("{\"method\":\"cold\",\"confirm\":\"revert\",\"patience\":\"30s\"}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(cloud.done).endsWith("NovaMove.revert", "Compute.unlock", "Network.dropInactiveBindings");
    }

    @Test
    void aColdMoveThatWentElsewhereWaitsForAPerson() {
        cloud.moved = new NovaMoveState("compute-3", "finished", 8, "", 0, 0);
        begin("{\"method\":\"cold\"}");

        assertThat(awaitPhase(Phase.NEEDS_OPERATOR).attention()).contains("compute-3, not to compute-2");
        assertThat(progress().choices()).containsExactly("confirm", "revert");
    }

    @Test
    void anInstanceInErrorWaitsForAPersonAndIsLookedAtAgain() {
        cloud.at("NovaMove.awaitCold", () -> {
            throw Failures.of(Failures.INSTANCE_IN_ERROR, "Nova has it in ERROR on compute-2");
        });
        begin("{\"method\":\"cold\"}");
        MigrationProgress waiting = awaitPhase(Phase.NEEDS_OPERATOR);
        assertThat(waiting.attention()).contains("ERROR on compute-2").contains("resume");

        stub().signal("resume");

        stub().getResult(MigrationReport.class);
        assertThat(cloud.done).containsExactlyElementsOf(COLD);
    }

    @Test
    void refusesAChoiceThatIsNotThere() {
        failProof();
        begin("{\"method\":\"cold\",\"patience\":\"30s\"}");
        awaitPhase(Phase.NEEDS_OPERATOR);

        assertThat(refusedChoice("maybe")).contains("confirm, revert, retry");
    }

    @Test
    void autoTakesTheMethodWithTheLeastDowntime() {
        MigrationReport report = run("{}");

        assertThat(report.method()).isEqualTo("block-live");
        assertThat(report.downMillis()).isZero();
        assertThat(cloud.done).containsExactlyElementsOf(LIVE);
        assertThat(report.plan().order()).containsExactly("block-live", "cold", "manual");
    }

    @Test
    void autoTriesTheNextMethodAndSaysSo() {
        cloud.at("NovaMove.watchLive", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "the CPU does not match");
        });
        MigrationReport report = run("{}");

        assertThat(report.method()).isEqualTo("cold");
        assertThat(report.notes().toString())
                .contains("block-live did not move it")
                .contains("the CPU does not match");
        assertThat(cloud.done)
                .containsSubsequence(
                        "NovaMove.orderLive",
                        "NovaMove.abort",
                        "Compute.unlock",
                        "NovaMove.orderCold",
                        "NovaMove.confirm");
    }

    @Test
    void autoEndsWhenNoOtherMethodIsAllowed() {
        cloud.at("NovaMove.watchLive", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "the CPU does not match");
        });
        ApplicationFailure failure = fails("{\"maxDowntime\":\"0s\"}");

        assertThat(failure.getType()).isEqualTo(Failures.RETURNED);
        assertThat(failure.getOriginalMessage())
                .contains("the CPU does not match")
                .contains("No other method")
                .contains("more than the 0 s");
        assertThat(cloud.done).doesNotContain("NovaMove.orderCold");
    }

    @Test
    void aNamedMethodIsNotFollowedByAnother() {
        cloud.at("NovaMove.watchLive", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "the CPU does not match");
        });
        fails("{\"method\":\"block-live\"}");

        assertThat(cloud.done).doesNotContain("NovaMove.orderCold");
    }

    @Test
    void aLiveMoveWithoutProgressIsAborted() {
        stall();
        ApplicationFailure failure = fails("{\"method\":\"block-live\"}");

        assertThat(failure.getOriginalMessage()).contains("no progress for 120 s");
        assertThat(cloud.done)
                .containsExactly(
                        "Compute.lock",
                        "NovaMove.orderLive",
                        "NovaMove.abort",
                        "Compute.unlock",
                        "Network.dropInactiveBindings");
    }

    @Test
    void aLiveMoveWithoutProgressIsForcedWhenAskedTo() {
        stall();
        MigrationReport report = run("{\"method\":\"block-live\",\"onStall\":\"force\"}");

        assertThat(cloud.done).containsSubsequence("NovaMove.orderLive", "NovaMove.forceComplete", "Compute.unlock");
        assertThat(report.notes().toString()).contains("made to complete");
    }

    @Test
    void aLiveMoveWithoutProgressIsWaitedForWhenAskedTo() {
        stall();
        MigrationReport report = run("{\"method\":\"block-live\",\"onStall\":\"wait\"}");

        assertThat(cloud.done).doesNotContain("NovaMove.forceComplete", "NovaMove.abort");
        assertThat(report.notes().toString()).contains("waited for");
    }

    @Test
    void aLiveMoveThatNovaEndedBeforeItWasAbortedIsFinished() {
        stall();
        cloud.hostAfterAbort = "compute-2";
        MigrationReport report = run("{\"method\":\"block-live\"}");

        assertThat(report.target()).isEqualTo("compute-2");
        assertThat(report.notes().toString()).contains("Nova had moved it already");
    }

    @Test
    void aForcedMoveDisablesTheOthersAndPutsEachBack() {
        MigrationReport report = run("{\"method\":\"forced-cold\"}");

        assertThat(cloud.done)
                .containsExactly(
                        "Compute.lock",
                        "Service.disable",
                        "NovaMove.orderCold",
                        "Service.restore",
                        "NovaMove.confirm",
                        "Network.dropInactiveBindings",
                        "Placement.releaseMigration",
                        "Compute.unlock");
        assertThat(cloud.calls.toString())
                .contains("Service.disable[Change[host=compute-1, reason=Ferry moves " + Samples.ID + " to compute-2")
                .contains("Restoration[before=ComputeService[host=compute-1, up=true, enabled=true");
        assertThat(report.notes().toString()).contains("was disabled on 1 hosts");
    }

    @Test
    void aForcedMoveEnablesADisabledTargetForAWhile() {
        cloud.services = List.of(
                new ComputeService("compute-1", true, true, null),
                new ComputeService("compute-2", true, false, "Migrations Only"));
        run("{\"method\":\"forced-cold\"}");

        assertThat(cloud.done)
                .containsSubsequence(
                        "Service.disable",
                        "Service.enable",
                        "NovaMove.orderCold",
                        "Service.restore",
                        "Service.restore");
        assertThat(cloud.calls.toString()).contains("enabled=false, disabledReason=Migrations Only]");
    }

    @Test
    void aForcedMoveThatFailsPutsEveryServiceBack() {
        cloud.at("NovaMove.awaitChoice", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "No valid host was found");
        });
        ApplicationFailure failure = fails("{\"method\":\"forced-cold\"}");

        assertThat(failure.getOriginalMessage()).contains("No valid host");
        assertThat(cloud.done)
                .containsExactly(
                        "Compute.lock",
                        "Service.disable",
                        "NovaMove.orderCold",
                        "Service.restore",
                        "NovaMove.revert",
                        "Compute.unlock",
                        "Network.dropInactiveBindings");
    }

    @Test
    void aForcedMoveThatFailsEnablesAlsoWhatWasDisabledLate() {
        cloud.at("NovaMove.awaitChoice", () -> {
            cloud.services = List.of(
                    new ComputeService("compute-1", true, true, null),
                    new ComputeService(
                            "compute-3", true, false, SteerSchedulerWorkflow.REASON + "it to compute-2, run 1"));
            throw Failures.of(Failures.METHOD_FAILED, "No valid host was found");
        });
        ApplicationFailure failure = fails("{\"method\":\"forced-cold\"}");

        assertThat(cloud.done).containsSubsequence("Service.disable", "Service.restore", "Service.restore");
        assertThat(failure.getOriginalMessage()).contains("compute-3 was enabled");
    }

    @Test
    void aForcedMoveThatIsCancelledPutsEveryServiceBack() {
        cloud.at("Service.disable", () -> duringTheActivity(() -> stub().update("cancel", Void.class)));
        ApplicationFailure failure = fails("{\"method\":\"forced-cold\"}");

        assertThat(failure.getType()).isEqualTo(Failures.CANCELLED);
        assertThat(cloud.done)
                .containsExactly(
                        "Compute.lock",
                        "Service.disable",
                        "Service.restore",
                        "NovaMove.revert",
                        "Compute.unlock",
                        "Network.dropInactiveBindings");
    }

    @Test
    void aForcedMoveThatIsCancelledWhileNovaChoosesTriesNoOtherMethod() {
        cloud.services = List.of(
                new ComputeService("compute-1", true, true, null),
                new ComputeService("compute-2", true, false, "Migrations Only"));
        cloud.at("NovaMove.awaitChoice", () -> {
            duringTheActivity(() -> stub().update("cancel", Void.class));
            throw Failures.of(Failures.METHOD_FAILED, "No valid host was found");
        });
        ApplicationFailure failure = fails("{\"prefer\":\"forced-cold\"}");

        assertThat(failure.getType()).isEqualTo(Failures.CANCELLED);
        assertThat(cloud.done)
                .doesNotContain("NovaMove.orderLive", "NovaMove.confirm", "Compute.stop")
                .containsSubsequence(
                        "Service.restore",
                        "Service.restore",
                        "NovaMove.revert",
                        "Compute.unlock",
                        "Network.dropInactiveBindings");
    }

    @Test
    void aRunThatIsCancelledWhileAMethodIsUndoneTriesNoOther() {
        cloud.at("NovaMove.watchLive", () -> {
            throw Failures.of(Failures.METHOD_FAILED, "the CPU does not match");
        });
        cloud.at("NovaMove.abort", () -> stub().update("cancel", Void.class));
        ApplicationFailure failure = fails("{}");

        assertThat(failure.getType()).isEqualTo(Failures.CANCELLED);
        assertThat(failure.getOriginalMessage())
                .contains("the CPU does not match")
                .contains("back as it was");
        assertThat(cloud.done).doesNotContain("NovaMove.orderCold");
    }

    @Test
    void aColdMoveCanNotBeCancelledOnceItsGuestRunsOnTheTarget() {
        String[] refusal = new String[1];
        cloud.at("Compute.proveConsole", () -> {
            try {
                stub().update("cancel", Void.class);
            } catch (WorkflowException refused) {
                refusal[0] = String.valueOf(refused.getCause());
            }
        });
        run("{\"method\":\"cold\"}");

        assertThat(refusal[0]).contains("past the point of no return");
        assertThat(cloud.done).containsExactlyElementsOf(COLD);
    }

    @Test
    void aConfirmationThatEndsInErrorWaitsForAPersonAndIsNeverReverted() {
        cloud.at("NovaMove.confirm", () -> {
            throw Failures.of(Failures.INSTANCE_IN_ERROR, "Nova has it in ERROR on compute-2");
        });
        begin("{\"method\":\"cold\"}");
        awaitPhase(Phase.NEEDS_OPERATOR);

        stub().signal("resume");

        stub().getResult(MigrationReport.class);
        assertThat(cloud.done).doesNotContain("NovaMove.revert");
    }

    @Test
    void aForcedMoveEnablesWhatATerminatedOneHasLeftDisabled() {
        cloud.services = List.of(
                new ComputeService("compute-1", true, false, "Ferry moves an instance to compute-3, run 0badcafe"),
                new ComputeService("compute-2", true, true, null));
        MigrationReport report = run("{\"method\":\"forced-cold\"}");

        assertThat(cloud.done)
                .containsSubsequence("Service.restore", "Service.disable", "NovaMove.orderCold", "Service.restore");
        assertThat(report.notes().toString()).contains("a forced move had left it disabled");
    }

    @Test
    void aForcedMoveReportsAServiceThatAPersonChanged() {
        cloud.restored = "nova-compute on compute-1 was changed meanwhile and is left as it is";
        MigrationReport report = run("{\"method\":\"forced-cold\"}");

        assertThat(report.notes()).contains(cloud.restored);
    }

    @Test
    void planningTouchesNothingAndTellsWhy() {
        MigrationReport report = plan("{\"dryRun\":true}");

        assertThat(cloud.done).isEmpty();
        assertThat(report.dryRun()).isTrue();
        assertThat(report.plan().order()).containsExactly("block-live", "cold", "manual");
        assertThat(report.plan().options()).hasSize(5);
        assertThat(report.plan().targets()).extracting("host").containsExactly("compute-2");
    }

    @Test
    void choosesATargetWhereNoneIsNamed() {
        MigrationReport report = run("{\"target\":null}");

        assertThat(report.target()).isEqualTo("compute-2");
        assertThat(report.plan().targetReason()).contains("most free memory");
    }

    @Test
    void refusesWhereNoHostWillDo() {
        cloud.candidates = List.of();
        ApplicationFailure failure = fails("{\"target\":null}");

        assertThat(failure.getType()).isEqualTo(Failures.REFUSED);
        assertThat(failure.getOriginalMessage())
                .contains("no compute host can take it")
                .contains("compute-2: Placement");
        assertThat(cloud.done).isEmpty();
    }

    private void failProof() {
        for (int attempt = 0; attempt < 12; attempt++) {
            cloud.at("Compute.proveConsole", () -> {
                throw new IllegalStateException("no console");
            });
        }
    }

    private void stall() {
        cloud.answerOnce("NovaMove.watchLive", new LiveState(false, cloud.moved));
    }
}
