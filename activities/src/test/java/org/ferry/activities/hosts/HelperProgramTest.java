package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HelperProgramTest {
    private static final Path SUDOERS = Path.of("../deploy/hosts/sudoers");

    @Test
    void isTheOneThatTheSudoersAdmit() throws Exception {
        HelperProgram program = new HelperProgram();
        String command = String.join(" ", program.command(false, HostSettings.DEFAULT_INSTANCES_PATH, "*"));

        assertThat(Files.readString(SUDOERS))
                .as("the helper has changed; run deploy/hosts/write-sudoers")
                .contains("Cmnd_Alias FERRY_HOST = " + command.replaceAll("[\\\\,:=]", "\\\\$0") + "\n");
    }

    @Test
    void isOneProgramWithoutItsInnerImports() {
        HelperProgram program = new HelperProgram();

        assertThat(new String(program.bytes(), StandardCharsets.UTF_8))
                .doesNotContain("ferry_host")
                .contains("def serve(")
                .endsWith("    sys.exit(main(sys.argv[1:]))\n");
        assertThat(program.path()).isEqualTo("/var/lib/ferry/ferry-host-" + program.digest());
    }
}
