package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final String LOCK = "the instance is locked meanwhile";

    @Test
    void saysWhatALiveMoveChanges() {
        assertThat(changes(new Given(), Method.LIVE))
                .containsExactly(LOCK, "Nova moves the running guest's memory to compute-2");
        assertThat(changes(new Given(), Method.BLOCK_LIVE))
                .containsExactly(LOCK, "Nova moves the running guest's memory and disks to compute-2");
    }

    @Test
    void leavesTheLockOfAnotherAsItIs() {
        assertThat(changes(new Given().locked(), Method.COLD)).doesNotContain(LOCK);
    }

    @Test
    void saysThatAPortOfTheHostsHardwareIsUnpluggedMeanwhile() {
        String unplugged =
                "port port-2 (direct) is taken out of the guest and put in again: no network by it meanwhile";
        assertThat(changes(new Given().port("direct"), Method.LIVE)).contains(unplugged);
        assertThat(changes(new Given().port("direct"), Method.BLOCK_LIVE)).contains(unplugged);
        assertThat(changes(new Given().port("macvtap"), Method.BLOCK_LIVE)).noneMatch(text -> text.contains("port-2"));
    }

    @Test
    void saysWhatAColdMoveChanges() {
        assertThat(changes(new Given(), Method.COLD))
                .containsExactly(
                        LOCK,
                        "Nova stops the instance, copies its disks to compute-2 and brings it up there as it was",
                        "Nova deletes the disks on compute-1 when the move is confirmed");
    }

    @Test
    void namesNoHostThatTheSchedulerHasYetToChoose() {
        assertThat(changes(new Given().noTarget().method(Method.COLD), Method.COLD))
                .anyMatch(text -> text.contains("copies its disks to a host of its scheduler's choice"));
    }

    @Test
    void warnsOfWhatAForcedMoveDoesToOthers() {
        assertThat(changes(new Given(), Method.FORCED_COLD))
                .anyMatch(text -> text.contains("nova-compute on every other enabled host is disabled"))
                .anyMatch(text -> text.contains("new instances fail or land there"))
                .anyMatch(text -> text.contains("members of affinity groups can't be placed"))
                .contains("Nova deletes the disks on compute-1 when the move is confirmed")
                .noneMatch(text -> text.contains("is enabled meanwhile"));
    }

    @Test
    void saysThatADisabledTargetIsEnabledMeanwhile() {
        assertThat(changes(new Given().targetDisabled("Migrations Only"), Method.FORCED_COLD))
                .contains("nova-compute on compute-2 is enabled meanwhile");
    }

    @Test
    void saysWhatAMoveByHandChanges() {
        assertThat(changes(new Given(), Method.MANUAL))
                .containsExactly(
                        LOCK,
                        "the instance is stopped, and started on compute-2",
                        "volume " + Samples.VOLUME.volumeId() + " (/dev/vdb) is detached and attached again",
                        "its files are copied to compute-2; those on compute-1 are kept for the hold",
                        "its ports are bound to compute-2, its row in Nova's database and its allocation in Placement"
                                + " are changed");
    }

    @Test
    void doesNotSayThatAStoppedInstanceIsStopped() {
        assertThat(changes(new Given().stopped(), Method.MANUAL)).noneMatch(text -> text.contains("is stopped"));
    }

    private static List<String> changes(Given given, Method method) {
        return Changes.of(method, given.wishes(), given.facts().cloud());
    }
}
