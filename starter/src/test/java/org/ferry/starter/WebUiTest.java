package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WebUiTest {
    @Test
    void escapesTheWorkflowId() {
        assertThat(new WebUi("http://localhost:8233/", "default").page("migrate/0b7f", "run-1"))
                .isEqualTo("http://localhost:8233/namespaces/default/workflows/migrate%2F0b7f/run-1/history");
    }
}
