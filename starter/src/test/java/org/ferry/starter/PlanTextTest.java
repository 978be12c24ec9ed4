package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ferry.workflows.choose.Plan;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    @Test
    void tellsWhatWouldBeDoneAndWhatSpeaksAgainstTheRest() {
        assertThat(text(Plans.possible(), 120))
                .containsExactly(
                        "web-1 (" + Runs.UUID + ") compute-1 → compute-2: block-live",
                        "  target  compute-2, of the hosts that may take it, the one with the most free memory",
                        "  else    cold, then manual, where the one before fails and leaves the instance well",
                        "",
                        "TRY  METHOD       POSSIBLE    TIME  DOWNTIME  WHY NOT, OR BASIS",
                        "     live         no             -         -  it has local disks, and the hosts share no storage for them",
                        "                                              it has a vTPM",
                        "  1  block-live   yes       1m 05s      none  5 former moves at 112 MiB/s",
                        "  2  cold         yes       2m 10s    2m 10s  assumed 100 MiB/s: no former move of this kind is listed",
                        "     forced-cold  no             -         -  it disables all other hosts for a while, which is not needed",
                        "  3  manual       yes       2m 30s    2m 00s  2 former moves at 98 MiB/s",
                        "",
                        "What block-live would change:",
                        "  - Nova moves memory and disks",
                        "",
                        "   HOST       FREE MEMORY  MOVES  WHY NOT",
                        "▸  compute-2     13.0 GiB      1",
                        "   compute-3    512.0 MiB      0  compute-3 would have promised more memory than it has (512 MiB left of 15884, needed",
                        "                                  2048); allow it with --allow-overcommit",
                        "   compute-4            -      0  nova-compute on compute-4 is down",
                        "",
                        "warning: more memory of compute-2 may be promised than it has, as asked");
    }

    @Test
    void wrapsReasonsBelowEachOther() {
        assertThat(text(Plans.possible(), 80))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80))
                .containsSequence(
                        "     live         no             -         -  it has local disks, and the hosts",
                        "                                              share no storage for them",
                        "                                              it has a vTPM");
    }

    @Test
    void saysThatNothingIsPossible() {
        assertThat(text(Plans.impossible(), 120))
                .containsExactly(
                        "web-1 (" + Runs.UUID + ") compute-1 → nowhere: not possible",
                        "  target  none can take it",
                        "",
                        "TRY  METHOD  POSSIBLE  TIME  DOWNTIME  WHY NOT, OR BASIS",
                        "     live    no           -         -  no compute host can take it; the list of hosts says why",
                        "     manual  no           -         -  no compute host can take it; the list of hosts says why",
                        "",
                        "  HOST       FREE MEMORY  MOVES  WHY NOT",
                        "  compute-3    512.0 MiB      0  compute-3 would have promised more memory than it has (512 MiB left of 15884, needed",
                        "                                 2048); allow it with --allow-overcommit");
    }

    @Test
    void marksWhatIsPossibleButNotAskedFor() {
        assertThat(text(Plans.notAsAsked(), 120)).contains("     cold    yes          -         -  not asked for");
    }

    private static List<String> text(Plan plan, int columns) {
        return PlanText.of(plan, new Style(false), columns);
    }
}
