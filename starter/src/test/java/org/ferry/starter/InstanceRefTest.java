package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ferry.workflows.activity.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceRefTest {
    private static final String UUID = "0b7f9c1e-5a55-4b1c-9a55-2f6f2b6f4b11";
    private static final String OTHER = "1b7f9c1e-5a55-4b1c-9a55-2f6f2b6f4b11";

    @ParameterizedTest
    @ValueSource(strings = {UUID, "0B7F9C1E-5A55-4B1C-9A55-2F6F2B6F4B11", "migrate/" + UUID, "plan/" + UUID})
    void takesAUuidInAnyCaseAndAWorkflowId(String given) {
        assertThat(InstanceRef.uuid(given)).contains(UUID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "1-2-3-4-5", "purge/" + UUID, UUID + "0", "migrate/web-1", ""})
    void takesAnythingElseForAName(String given) {
        assertThat(InstanceRef.uuid(given)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "nul\0"})
    void refusesWhatCanBeNoName(String given) {
        assertThatThrownBy(() -> InstanceRef.requireName(given))
                .isInstanceOfSatisfying(
                        StarterException.class,
                        refusal -> assertThat(refusal.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("INSTANCE must be");
    }

    @Test
    void findsTheOnlyInstanceOfAName() {
        assertThat(InstanceRef.only("web-1", List.of(found(UUID)))).isEqualTo(new InstanceRef(UUID, "web-1", false));
    }

    @Test
    void listsThemWhenSeveralHaveTheName() {
        assertThatThrownBy(() -> InstanceRef.only("web-1", List.of(found(UUID), found(OTHER))))
                .isInstanceOfSatisfying(
                        StarterException.class,
                        refusal -> assertThat(refusal.exit()).isEqualTo(Exit.REFUSED))
                .hasMessageContaining(UUID)
                .hasMessageContaining(OTHER)
                .hasMessageContaining("demo")
                .hasMessageContaining("compute-1");
    }

    @Test
    void saysSoWhenNoneHasTheName() {
        assertThatThrownBy(() -> InstanceRef.only("web-1", List.of()))
                .isInstanceOf(StarterException.class)
                .hasMessageContaining("No instance is named \"web-1\"");
    }

    @Test
    void meansThePlanOnlyWhereItsWorkflowIdWasGiven() {
        assertThat(new InstanceRef(UUID, null, true).workflowId()).isEqualTo("plan/" + UUID);
        assertThat(new InstanceRef(UUID, null, false).workflowId()).isEqualTo("migrate/" + UUID);
    }

    private static Found found(String id) {
        return new Found(id, "web-1", "demo", "compute-1", "ACTIVE");
    }
}
