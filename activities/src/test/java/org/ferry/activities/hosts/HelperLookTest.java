package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ferry.activities.hosts.TestHost.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the helper sees of a host and a guest's processor. */
class HelperLookTest {
    /** As libvirt 9 writes the domain of a running guest with host-model. */
    private static final String HOST_MODEL = """
            <domain type='kvm' id='3'><uuid>%s</uuid><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
              <cpu mode='custom' match='exact' check='full'>
                <model fallback='forbid'>Skylake-Server-IBRS</model><vendor>Intel</vendor>
                <topology sockets='1' dies='1' cores='1' threads='1'/>
                <feature policy='require' name='avx512f'/><feature policy='force' name='x2apic'/>
                <feature policy='disable' name='hle'/><feature policy='optional' name='pku'/>
              </cpu></domain>
            """.formatted(UUID);

    @TempDir
    Path folder;

    private Path instances;

    @BeforeEach
    void makeHost() throws Exception {
        instances = Files.createDirectories(folder.resolve("instances"));
        domain(HOST_MODEL);
    }

    @AfterEach
    void unmount() throws Exception {
        new ProcessBuilder("umount", "-l", instances.toString()).start().waitFor();
    }

    @Test
    void aFingerprintChangesWithEveryWriteAndNotWithAnOwner() throws Exception {
        Path disk =
                Files.writeString(Files.createDirectory(instances.resolve(UUID)).resolve("disk"), "data");
        Files.writeString(instances.resolve(UUID).resolve("console.log"), "");
        String before = fingerprint();

        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(instances.resolve(UUID).resolve("console.log"), "booting");
        assertThat(fingerprint())
                .as("after a change of mode and a line of the console")
                .isEqualTo(before);

        Files.writeString(disk, "DATA");
        assertThat(fingerprint()).as("after a write").isNotEqualTo(before);
    }

    @Test
    void tellsWhatARunningGuestWasGiven() throws Exception {
        JsonNode cpu = inspect().path("guestCpu");

        assertThat(cpu.path("arch").asText()).isEqualTo("x86_64");
        assertThat(cpu.path("vendor").asText()).isEmpty();
        assertThat(cpu.path("model").asText()).isEqualTo("Skylake-Server-IBRS");
        assertThat(cpu.path("features")).extracting(JsonNode::asText).containsExactly("avx512f", "x2apic");
    }

    @Test
    void aGuestThatSeesTheHostsProcessorNeedsJustThat() throws Exception {
        domain("<domain><os><type arch='x86_64'>hvm</type></os><cpu mode='host-passthrough' check='none'/></domain>");

        assertThat(inspect().path("guestCpu").path("model").asText()).isEqualTo("host-passthrough");
    }

    @Test
    void aGuestWithoutAProcessorOfItsOwnHasNoModel() throws Exception {
        domain("<domain><os><type arch='aarch64'>hvm</type></os></domain>");

        JsonNode cpu = inspect().path("guestCpu");
        assertThat(cpu.path("arch").asText()).isEqualTo("aarch64");
        assertThat(cpu.path("model").asText()).isEmpty();
        assertThat(cpu.path("features")).isEmpty();
    }

    @Test
    void knowsNoProcessorOfAGuestThatDoesNotRun() throws Exception {
        script("case \"$*\" in *--all*) echo " + UUID + " ;; esac");

        assertThat(inspect().path("guestCpu").isNull()).isTrue();
        assertThat(inspect().has("guestCpu")).isTrue();
    }

    @Test
    void namesTheFileSystemOfInstancesPath() throws Exception {
        TestHost.run("mount", "-t", "tmpfs", "filer:/nova instances", instances.toString());

        assertThat(inspect().path("fileSystem").asText()).isEqualTo("tmpfs filer:/nova instances");
    }

    @Test
    void namesTheFileSystemAboveWhereNothingIsMountedThere() throws Exception {
        String[] above = TestHost.run("findmnt", "-n", "-o", "FSTYPE,SOURCE", "-T", instances.toString())
                .strip()
                .split(" +", 2);

        assertThat(inspect().path("fileSystem").asText()).startsWith(above[0] + " ");
    }

    @Test
    void measuresTheHost() throws Exception {
        TestHost.run("mount", "-t", "tmpfs", "-o", "size=8m", "small", instances.toString());
        Files.write(instances.resolve("disk"), new byte[1 << 20]);

        JsonNode measure = HelperRun.ask(folder.resolve("bin"), instances.toString(), "measure", "{}");

        assertThat(measure.path("totalDisk").asLong()).isEqualTo(8 << 20);
        assertThat(measure.path("freeDisk").asLong()).isEqualTo(7 << 20);
        assertThat(measure.path("totalMemory").asLong()).isGreaterThan(64 << 20);
        assertThat(measure.path("availableMemory").asLong())
                .isBetween(1L, measure.path("totalMemory").asLong());
        assertThat(measure.path("domains"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo(UUID);
    }

    private JsonNode inspect() throws Exception {
        return ask("inspect");
    }

    private String fingerprint() throws Exception {
        return ask("fingerprint").path("fingerprint").asText();
    }

    private JsonNode ask(String command) throws Exception {
        JsonNode answer =
                HelperRun.ask(folder.resolve("bin"), instances.toString(), command, "{\"uuid\": \"" + UUID + "\"}");
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer;
    }

    /** A running guest of that domain. */
    private void domain(String xml) throws Exception {
        Path file = folder.resolve("domain.xml");
        Files.writeString(file, xml);
        script("case \"$*\" in *list*) echo " + UUID + " ;; *'dumpxml " + UUID + "') cat " + file + " ;; esac");
    }

    private void script(String virsh) throws Exception {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("virsh");
        Files.writeString(program, "#!/bin/sh\n" + virsh + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
