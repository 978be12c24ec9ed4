package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainRefTest {
    @Test
    void takesTheWorkflowIdOfADrainOrOfAPlanForIt() {
        assertThat(DrainRef.of("drain/compute-1")).contains(new DrainRef("compute-1", false));
        assertThat(DrainRef.of("drain-plan/compute-1")).contains(new DrainRef("compute-1", true));
        assertThat(new DrainRef("compute-1", true).workflowId()).isEqualTo("drain-plan/compute-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", Runs.UUID, "migrate/" + Runs.UUID, "compute-1", "drains/compute-1"})
    void takesNothingElseForADrain(String given) {
        assertThat(DrainRef.of(given)).isEmpty();
    }

    @Test
    void asksForTheHost() {
        assertThatThrownBy(() -> DrainRef.of("drain/"))
                .isInstanceOfSatisfying(
                        StarterException.class,
                        refusal -> assertThat(refusal.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("drain/HOST");
    }
}
