package org.ferry.starter.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import org.ferry.starter.run.Outcome.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    /** Temporal lists a drain as cancelled that it was asked to cancel, whatever the drain made of it. */
    @ParameterizedTest
    @CsvSource({
        "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, Empty, MOVED",
        "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, NotEmpty, NEEDS_OPERATOR",
        "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, Planned, PLANNED",
        "EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, Cancelled, CANCELLED",
        "EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, Empty, MOVED",
        "EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, Moving, UNEXPECTED"
    })
    void tellsWhatBecameOfADrainByItsLastPhase(EventType last, String phase, Kind kind) {
        Outcome outcome =
                Outcome.ofDrain(HistoryEvent.newBuilder().setEventType(last).build(), phase);

        assertThat(outcome).extracting(Outcome::kind).isEqualTo(kind);
    }
}
