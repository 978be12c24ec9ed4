package org.ferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainDocumentTest {
    @Test
    void hasEveryFieldAndStatesInWords() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(DrainDocument.of(Drains.of(
                        "NotEmpty",
                        Drains.MINUTE,
                        List.of("Nova has web-1 on compute-1"),
                        Drains.left("web-1", "it failed", Drains.failed(0, 5_000, 1_000, "disk full")))));

        assertThat(json.path("host").textValue()).isEqualTo("compute-1");
        assertThat(json.path("endedAt").longValue()).isEqualTo(Drains.START + Drains.MINUTE);
        assertThat(json.at("/report/moves/0/state").textValue()).isEqualTo("left");
        assertThat(json.at("/report/moves/0/failed/0/why").textValue()).isEqualTo("disk full");
        assertThat(json.at("/report/moves/0/failed/0/downMillis").longValue()).isEqualTo(1_000);
    }
}
