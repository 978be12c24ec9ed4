package org.ferry.activities.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.ReportedDrain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReportActivitiesTest {
    private static final String RUN = "019b2f3a-0000-7000-8000-0000000000a1";

    @TempDir
    private Path folder;

    @Test
    void keepsAPageAndJsonUnderTheNameOfHostAndRunAndSaysWhere() throws IOException {
        String where = keep("compute-1", RUN);

        String name = "drain_compute-1_20260131T210000Z_" + RUN;
        assertThat(files()).containsExactly(name + ".html", name + ".json");
        assertThat(where).endsWith(":" + folder.resolve(name + ".html"));
        assertThat(Files.readString(folder.resolve(name + ".html"))).contains("<h1>Drain of <bdi>compute-1</bdi></h1>");
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve(name + ".json").toFile());
        assertThat(json.path("workflowId").textValue()).isEqualTo("drain/compute-1");
        assertThat(json.at("/report/host").textValue()).isEqualTo("compute-1");
    }

    @Test
    void replacesWhatAnAttemptBeforeHasWrittenAndNothingElse() throws IOException {
        keep("compute-1", RUN);
        String other = RUN.replace("a1", "b2");
        keep("compute-1", other);
        List<String> before = files();
        Path page = folder.resolve(before.get(0));
        Files.writeString(page, "half a pa");

        keep("compute-1", RUN);

        assertThat(files()).isEqualTo(before).hasSize(4);
        assertThat(Files.readString(page)).endsWith("</html>\n");
    }

    @Test
    void staysInItsFolderWhateverTheNames() throws IOException {
        keep("../../etc/x y", "../run");

        assertThat(files()).allMatch(name -> name.startsWith("drain_.._.._etc_x_y_20260131T210000Z_.._run."));
    }

    @Test
    void hasNamesThatAreNotTooLong() throws IOException {
        keep("h".repeat(253), RUN);

        assertThat(files()).hasSize(2).allMatch(name -> name.length() < 255 && name.contains(RUN));
    }

    @Test
    void keepsNothingWhereNoFolderIsNamed() {
        assertThat(new FileReportActivities(null, ZoneOffset.UTC).keepDrain(drain("compute-1", RUN)))
                .isEmpty();
    }

    @Test
    void saysWhichFileItCannotWrite() throws IOException {
        Files.delete(folder);

        assertThatThrownBy(() -> keep("compute-1", RUN))
                .hasMessageContaining("can't write " + folder + "/drain_compute-1_");
    }

    private String keep(String host, String run) {
        return new FileReportActivities(folder, ZoneOffset.UTC)
                .keepDrain(drain(host, run))
                .orElseThrow();
    }

    private static ReportedDrain drain(String host, String run) {
        DrainReport report = new DrainReport(
                host, "Empty", null, 1_769_893_200_000L, 60_000, List.of(), List.of(), List.of(), null, false);
        return new ReportedDrain("drain/" + host, run, "", report);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
