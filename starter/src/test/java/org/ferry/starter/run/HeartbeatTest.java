package org.ferry.starter.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.workflow.v1.PendingActivityInfo;
import java.util.Map;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.LiveProgress;
import org.ferry.workflows.activity.NovaMoveState;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final CopyProgress COPY = new CopyProgress("disk", 5, 10, 50, 1, 5);
    private static final LiveProgress LIVE = new LiveProgress("web-1", 8, 6, 2, 0, 0, 0, 75, 1, 2);
    private static final NovaMoveState NOVA = new NovaMoveState("compute-1", "migrating", 7, "", 0, 0);

    @Test
    void tellsWhatKindOfStepItIsOf() {
        assertThat(heartbeat(COPY)).isEqualTo(new Heartbeat(COPY, null, null));
        assertThat(heartbeat(LIVE)).isEqualTo(new Heartbeat(null, LIVE, null));
        assertThat(heartbeat(NOVA)).isEqualTo(new Heartbeat(null, null, NOVA));
    }

    @Test
    void tellsHowFarItIsWhereTheStepDoes() {
        assertThat(heartbeat(COPY).percent()).isEqualTo(50);
        assertThat(heartbeat(LIVE).percent()).isEqualTo(75);
        assertThat(heartbeat(NOVA).percent()).isEqualTo(-1);
    }

    @Test
    void putsUpWithAnythingElse() {
        assertThat(Heartbeat.of(PendingActivityInfo.getDefaultInstance())).isEqualTo(Heartbeat.NONE);
        assertThat(heartbeat("well")).isEqualTo(Heartbeat.NONE);
        assertThat(heartbeat(Map.of("path", "/x"))).isEqualTo(Heartbeat.NONE);
    }

    private static Heartbeat heartbeat(Object details) {
        return Heartbeat.of(PendingActivityInfo.newBuilder()
                .setHeartbeatDetails(
                        FerryDataConverter.instance().toPayloads(details).orElseThrow())
                .build());
    }
}
