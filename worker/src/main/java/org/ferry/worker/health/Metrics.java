package org.ferry.worker.health;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.time.Duration;
import java.util.stream.Stream;

/** Temporal's metrics of this worker, in Prometheus' text format. */
public final class Metrics implements AutoCloseable {
    private static final com.uber.m3.util.Duration REPORT_INTERVAL = com.uber.m3.util.Duration.ofSeconds(5);
    /** Enough to tell a lookup from a wait from a copy; the default is 70 buckets for each of some hundred timers. */
    private static final double[] BUCKETS = Stream.of("PT0.1S", "PT1S", "PT10S", "PT1M", "PT10M", "PT1H")
            .mapToDouble(limit -> Duration.parse(limit).toNanos())
            .toArray();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Scope scope;

    /** Empty metrics. */
    public Metrics() {
        registry.config().meterFilter(new FewBuckets());
        scope = new RootScopeBuilder()
                .reporter(new MicrometerClientStatsReporter(registry))
                .reportEvery(REPORT_INTERVAL);
    }

    /** Where Temporal's SDK writes them. */
    public Scope scope() {
        return scope;
    }

    /** What they are now. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        try {
            scope.close();
        } catch (ScopeCloseException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static final class FewBuckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return DistributionStatisticConfig.builder()
                    .percentilesHistogram(false)
                    .serviceLevelObjectives(BUCKETS)
                    .build()
                    .merge(config);
        }
    }
}
