package org.ferry.activities.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.activity.LiveProgress;
import org.junit.jupiter.api.Test;

class LiveMeterTest {
    private final LiveMeter meter = new LiveMeter("web-1", Duration.ofSeconds(60));

    @Test
    void measuresTheRateAndWhatIsLeft() {
        at(0, numbers(1000, 0, 1000, 4000, 0, 4000));
        at(2, numbers(1000, 0, 1000, 4000, 0, 4000));
        at(10, numbers(1000, 200, 800, 4000, 800, 3200));

        LiveProgress progress = at(12, numbers(1000, 200, 800, 4000, 800, 3200));

        assertThat(progress).isEqualTo(new LiveProgress("web-1", 1000, 200, 800, 4000, 800, 3200, 20, 100, 40));
        assertThat(meter.memoryProcessed()).isEqualTo(200);
        assertThat(meter.diskProcessed()).isEqualTo(800);
    }

    @Test
    void knowsNoEndWhileTheRestDoesNotShrink() {
        at(0, numbers(1000, 1000, 300, 0, 0, 0));

        LiveProgress progress = at(10, numbers(1000, 2000, 350, 0, 0, 0));

        assertThat(progress.bytesPerSecond()).isEqualTo(100);
        assertThat(progress.secondsLeft()).isEqualTo(-1);
    }

    @Test
    void forgetsHowFastItWasLongAgo() {
        for (long i = 0; i <= 4; i++) {
            at(i * 5, numbers(9000, i * 1000, 9000 - i * 1000, 0, 0, 0));
        }
        for (long i = 1; i <= 5; i++) {
            at(20 + i * 5, numbers(9000, 4000 + i * 5, 5000 - i * 5, 0, 0, 0));
        }

        assertThat(at(46, numbers(9000, 4025, 4975, 0, 0, 0)).bytesPerSecond()).isEqualTo(1);
    }

    @Test
    void stallsWhenNeitherMemoryNorDiskReachesANewLow() {
        at(0, numbers(1000, 900, 100, 1000, 500, 500));
        at(50, numbers(1000, 1700, 150, 1000, 600, 400)); // the disk does
        at(100, numbers(1000, 2500, 90, 1000, 600, 400)); // memory does
        at(155, numbers(1000, 3300, 95, 1000, 600, 400));
        assertThat(meter.isStalled()).isFalse();

        at(161, numbers(1000, 4100, 92, 1000, 600, 400));
        assertThat(meter.isStalled()).isTrue();
    }

    @Test
    void aMigrationThatRunsWithoutNumbersStallsToo() {
        at(0, numbers(0, 0, 0, 0, 0, 0));
        at(61, numbers(0, 0, 0, 0, 0, 0));

        assertThat(meter.isStalled()).isTrue();
    }

    @Test
    void onlyWhatRunsCanStall() {
        meter.read("preparing", numbers(0, 0, 0, 0, 0, 0), 0);
        meter.read("preparing", numbers(0, 0, 0, 0, 0, 0), TimeUnit.SECONDS.toNanos(500));
        at(550, numbers(1000, 0, 1000, 0, 0, 0));
        assertThat(meter.isStalled()).isFalse();

        meter.read("running (post-copy)", numbers(1000, 0, 1000, 0, 0, 0), TimeUnit.SECONDS.toNanos(700));
        assertThat(meter.isStalled()).isFalse();
    }

    @Test
    void neverStallsWithoutPatienceToLose() {
        LiveMeter patient = new LiveMeter("web-1", null);
        patient.read("running", numbers(1000, 0, 1000, 0, 0, 0), 0);
        patient.read("running", numbers(1000, 0, 1000, 0, 0, 0), TimeUnit.DAYS.toNanos(3));

        assertThat(patient.isStalled()).isFalse();
    }

    private LiveProgress at(long seconds, JsonNode numbers) {
        return meter.read("running", numbers, TimeUnit.SECONDS.toNanos(seconds));
    }

    private static JsonNode numbers(
            long memoryTotal,
            long memoryProcessed,
            long memoryRemaining,
            long diskTotal,
            long diskProcessed,
            long diskRemaining) {
        return Json.object()
                .put("memory_total_bytes", memoryTotal)
                .put("memory_processed_bytes", memoryProcessed)
                .put("memory_remaining_bytes", memoryRemaining)
                .put("disk_total_bytes", diskTotal)
                .put("disk_processed_bytes", diskProcessed)
                .put("disk_remaining_bytes", diskRemaining);
    }
}
