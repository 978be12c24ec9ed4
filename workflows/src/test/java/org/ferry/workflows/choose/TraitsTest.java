package org.ferry.workflows.choose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TraitsTest {
    private static final Map<String, String> FLAVOR =
            Map.of("trait:HW_CPU_X86_AVX2", "required", "trait:CUSTOM_OLD", "forbidden", "hw:cpu_policy", "shared");
    private static final Map<String, String> IMAGE = Map.of("trait:CUSTOM_SSD", "required", "os_type", "linux");

    @Test
    void readsThoseOfFlavorAndImage() {
        assertThat(Traits.marked("required", FLAVOR, IMAGE)).containsExactly("CUSTOM_SSD", "HW_CPU_X86_AVX2");
    }

    @Test
    void tellsRequiredFromForbidden() {
        assertThat(Traits.marked("forbidden", FLAVOR, IMAGE)).containsExactly("CUSTOM_OLD");
    }
}
