package org.ferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.ReportedDrain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainPageTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final long MINUTE = Drains.MINUTE;

    @Test
    void sumsUpAtTheTop() {
        String page = page(Drains.of(
                "NotEmpty",
                40 * MINUTE,
                List.of("Nova has web-3 on compute-1"),
                Drains.moved("web-1", "live", 0, 2 * MINUTE, 0, 0),
                Drains.movedAfter(
                        "web-2", Drains.failed(MINUTE, 3 * MINUTE, 20_000, "disk full"), 20 * MINUTE, MINUTE, 12_000),
                Drains.left("web-3", "it failed thrice")));

        assertThat(page)
                .contains("Something is left on the host")
                .contains("Sat 31 Jan 2026, 22:00:00 to Sat 31 Jan 2026, 22:40:00", "(Europe/Amsterdam)")
                .contains("<dt>Instances moved</dt><dd>2 of 3</dd>")
                .contains("<dt>It took</dt><dd>40m 00s</dd>")
                .contains("<dt>Downtime together</dt><dd>32s</dd><dd class=\"note\">longest 32s, web-2</dd>")
                .contains("<dt>Moved</dt><dd>24.0 GiB</dd>")
                .contains("<dt>Moves that failed</dt><dd>1</dd>")
                .contains("<dt>Left for a person</dt><dd>1</dd>")
                .contains("<li>Nova has web-3 on compute-1</li>");
    }

    @Test
    void placesEveryMoveOnTheTimelineAlsoWaitingAndFailure() {
        String page = page(Drains.of(
                "Empty",
                100 * MINUTE,
                List.of(),
                Drains.moved("web-1", "live", 10 * MINUTE, 20 * MINUTE, 5 * MINUTE, 0),
                Drains.movedAfter(
                        "web-2", Drains.failed(0, 30 * MINUTE, 0, "disk full"), 50 * MINUTE, 50 * MINUTE, 9_000)));

        assertThat(page)
                .contains("<rect class=\"waited\" x=\"10.000%\" width=\"5.000%\"")
                .contains("<rect class=\"up\" x=\"15.000%\" width=\"15.000%\"")
                .contains("<rect class=\"failed\" x=\"0.000%\" width=\"30.000%\"")
                .contains("<rect class=\"down\" x=\"50.000%\" width=\"50.000%\"")
                .contains("<text x=\"30.000%\" y=\"16\">22:30</text>");
        assertThat(page.indexOf(">web-2<")).as("who began first").isLessThan(page.indexOf(">web-1<"));
    }

    @Test
    void escapesEveryValueAndRunsNoScript() {
        String nasty = "</title><script>alert(\"1\")</script>\n\'onload=\'x\' & ünï 日本 \u202e";
        DrainReport report = Drains.of(
                        "NotEmpty",
                        MINUTE,
                        List.of(nasty),
                        Drains.moved(nasty, nasty, 0, MINUTE, 0, 0),
                        Drains.left(nasty, nasty, Drains.failed(0, MINUTE, 0, nasty)))
                .report();
        String page = page(new ReportedDrain(
                nasty,
                nasty,
                nasty,
                new DrainReport(
                        nasty,
                        nasty,
                        report.before(),
                        report.startedAt(),
                        report.millis(),
                        report.moves(),
                        report.left(),
                        List.of(nasty),
                        nasty,
                        false)));

        assertThat(page)
                .doesNotContain("<script", "alert(\"", "\'onload")
                .contains("&lt;script&gt;")
                .contains("ünï 日本")
                .contains("default-src &#39;none&#39;".replace("&#39;", "\'"));
        assertThat(page.split("<title>", -1))
                .as("one of the page, one of each bar")
                .hasSize(1 + 1 + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "Empty, The host is empty",
        "Cancelled, Cancelled by a person",
        "Refused, Refused: nothing was moved",
        "WindowClosed, Goes on",
        "SomethingNew, Goes on"
    })
    void saysInWordsHowItEnded(String phase, String words) {
        assertThat(page(Drains.of(phase, MINUTE, List.of()))).contains(">" + words + "<");
    }

    @Test
    void showsAMoveThatGoesOnUntilNow() {
        assertThat(page(Drains.of("Moving", 10 * MINUTE, List.of(), Drains.moving("web-1", 5 * MINUTE))))
                .contains("<rect class=\"moving\" x=\"50.000%\" width=\"50.000%\"")
                .contains("<dd class=\"note\">1 moving</dd>");
    }

    @Test
    void leavesOutWhatThereIsNothingOf() {
        assertThat(page(Drains.of("Empty", 1, List.of())))
                .doesNotContain("Every move in time", "Every instance", "<h2>Moves that failed", "Still on the host");
    }

    private static String page(ReportedDrain drain) {
        return DrainPage.of(drain, AMSTERDAM);
    }
}
