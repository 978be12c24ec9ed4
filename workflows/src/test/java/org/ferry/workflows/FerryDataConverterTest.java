package org.ferry.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.DefaultDataConverter;
import org.junit.jupiter.api.Test;

class FerryDataConverterTest {
    record Older(String name) {}

    record Newer(String name, int added) {}

    private final Payload sentByANewerWorker =
            FerryDataConverter.instance().toPayload(new Newer("web-1", 5)).orElseThrow();

    @Test
    void readsARecordThatHasGainedAField() {
        assertThat(FerryDataConverter.instance().fromPayload(sentByANewerWorker, Older.class, Older.class))
                .isEqualTo(new Older("web-1"));
    }

    /** Fails when Temporal's own converter no longer does; then ours is not needed. */
    @Test
    void temporalsOwnConverterRefusesIt() {
        DataConverter temporals = DefaultDataConverter.newDefaultInstance();
        assertThatThrownBy(() -> temporals.fromPayload(sentByANewerWorker, Older.class, Older.class))
                .isInstanceOf(DataConverterException.class)
                .hasMessageContaining("added");
    }
}
