package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.limits.Claim;
import org.ferry.workflows.limits.Leases;
import org.ferry.workflows.limits.Limits;
import org.junit.jupiter.api.Test;

class LimitsTextTest {
    private static final String OTHER = Runs.UUID.replace('0', '3');
    private static final Leases BUSY = new Leases(
            new Limits(2, 4, 40, 1, 2),
            List.of(new Claim("migrate/" + Runs.UUID, "run-1", "compute-1", "compute-2", Method.COLD)),
            List.of(new Claim("migrate/" + OTHER, "run-2", "compute-1", "compute-3", Method.LIVE)));

    @Test
    void showsTheLimitsWhoMovesAndWhoWaits() {
        assertThat(LimitsText.of(BUSY, true, new Style(false), 100))
                .containsExactly(
                        "LIMIT        UNITS  OF",
                        "per source       2  moves away from one compute host",
                        "per target       4  moves to one compute host",
                        "cloud           40  all moves; 2 in use now",
                        "live weight      1  what a live migration counts",
                        "copy weight      2  what a move counts that copies disks",
                        "",
                        "       INSTANCE                              FROM       TO         UNITS  METHOD",
                        "moves  " + Runs.UUID + "  compute-1  compute-2      2  cold",
                        "waits  " + OTHER + "  compute-1  compute-3      1  live");
    }

    @Test
    void saysThatNobodyKeepsThemYet() {
        assertThat(LimitsText.of(Leases.NONE, false, new Style(false), 100))
                .contains("per source       4  moves away from one compute host")
                .endsWith("These are the defaults: no move has begun yet.");
    }

    @Test
    void tellsScriptsTheSame() {
        JsonNode json = LimitsText.json(BUSY, true);

        assertThat(json.path("event").textValue()).isEqualTo("limits");
        assertThat(json.path("perSource").intValue()).isEqualTo(2);
        assertThat(json.at("/held/0/instance").textValue()).isEqualTo(Runs.UUID);
        assertThat(json.at("/waiting/0/method").textValue()).isEqualTo("live");
        assertThat(LimitsText.json(Leases.NONE, false).path("held")).isEmpty();
    }
}
