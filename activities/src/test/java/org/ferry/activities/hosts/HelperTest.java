package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ferry.activities.hosts.TestHost.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The helper program itself, run as it is on files of its own. It is the border that holds when all else is lost. */
class HelperTest {
    private static final String RUN = "0123abcd";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path instances;
    private Path directory;

    @BeforeEach
    void makeInstance() throws Exception {
        instances = Files.createDirectories(folder.resolve("instances"));
        directory = Files.createDirectories(instances.resolve(UUID));
        Files.createDirectories(instances.resolve("_base"));
        Path virsh = Files.createDirectories(folder.resolve("bin")).resolve("virsh");
        Files.writeString(virsh, "#!/bin/sh\n");
        Files.setPosixFilePermissions(virsh, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void describesEveryDiskWithItsBackingChain() throws Exception {
        TestHost.run("qemu-img", "create", "-q", "-f", "raw", base("origin"), "4M");
        qcow2(base("resized"), base("origin"), "raw");
        qcow2(file("disk"), base("resized"), "qcow2");
        qcow2(file("disk.eph0"), base("resized"), "qcow2");
        Files.write(directory.resolve("disk.config"), new byte[65536]);
        Files.writeString(directory.resolve("disk.info"), "{\"" + file("disk") + "\": \"qcow2\"}");
        Files.writeString(directory.resolve("console.log"), "boot");

        JsonNode facts = ask("inspect", Map.of());

        assertThat(facts.path("obstacles")).isEmpty();
        assertThat(facts.path("disks").findValuesAsText("path")).containsExactly("disk", "disk.config", "disk.eph0");
        assertThat(facts.path("disks").get(0).path("backingFile").asText()).isEqualTo(base("resized"));
        assertThat(facts.path("baseImages").findValuesAsText("name")).containsExactly("resized", "origin");
        assertThat(facts.path("directory").findValuesAsText("path"))
                .containsExactly("disk", "disk.config", "disk.eph0", "disk.info");
        assertThat(facts.path("directory").get(0).path("owner").asText()).isEqualTo("root");
    }

    @Test
    void believesDiskInfoAndNotWhatAGuestWroteIntoARawDisk() throws Exception {
        qcow2(file("disk"), "/etc/passwd", "raw");
        Files.writeString(directory.resolve("disk.info"), "{\"" + file("disk") + "\": \"raw\"}");

        JsonNode facts = ask("inspect", Map.of());

        assertThat(facts.path("disks").get(0).path("format").asText()).isEqualTo("raw");
        assertThat(facts.path("baseImages")).isEmpty();
    }

    @Test
    void namesWhatCanNotBeMovedByHand() throws Exception {
        TestHost.run("qemu-img", "create", "-q", "-f", "raw", folder + "/elsewhere", "1M");
        qcow2(file("disk"), folder + "/elsewhere", "raw");
        Files.createSymbolicLink(directory.resolve("kernel"), Path.of("/etc/passwd"));
        TestHost.run("mkfifo", file("pipe"));
        Files.writeString(directory.resolve("new\nline"), "");

        JsonNode facts = ask("inspect", Map.of());

        assertThat(facts.path("obstacles").toString())
                .contains("disk is backed by " + folder + "/elsewhere")
                .contains("kernel is a symbolic link")
                .contains("pipe is a special file")
                .contains("unusual file name");
    }

    @Test
    void listsLeftoversOfFormerMoves() throws Exception {
        for (String suffix : List.of("_resize", "_del", ".ferry-99999999", ".moved-99999999")) {
            Files.createDirectory(instances.resolve(UUID + suffix));
        }

        assertThat(ask("inspect", Map.of()).path("leftovers")).hasSize(4);
    }

    @Test
    void refusesNamesThatWouldLeadElsewhere() throws Exception {
        Files.move(directory, instances.resolve(UUID + ".ferry-" + RUN));
        for (String value : List.of("", "..", "../" + UUID, UUID + "/..", UUID + "\n", "$(id)", "a;id")) {
            assertThat(errorType("discard", Map.of("uuid", value))).as(value).isEqualTo("bad-request");
            assertThat(errorType("discard", Map.of("run", value))).as(value).isEqualTo("bad-request");
            assertThat(errorType("place-base", Map.of("name", value))).as(value).isEqualTo("bad-request");
            assertThat(errorType("place", Map.of("files", List.of(Map.of("path", value)))))
                    .as(value)
                    .isEqualTo("bad-request");
        }
        assertThat(errorType("discard", Map.of("uuid", 7))).isEqualTo("bad-request");
        assertThat(errorType("place-base", Map.of("name", "x.ferry-" + RUN))).isEqualTo("bad-request");
        assertThat(errorType("place", Map.of("files", List.of(Map.of("path", "a/../../b")))))
                .isEqualTo("bad-request");
        assertThat(instances.resolve(UUID + ".ferry-" + RUN)).exists();
    }

    @Test
    void refusesAnInstancesPathThatClimbs() throws Exception {
        for (String path : List.of(instances + "/../..", instances + " /x", "relative", "")) {
            assertThat(run(path, "inspect", "{\"uuid\":\"" + UUID + "\"}")
                            .path("error")
                            .path("type")
                            .asText())
                    .as(path)
                    .isEqualTo("bad-request");
        }
    }

    @Test
    void followsNoSymbolicLinkOutOfInstancesPath() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        for (String suffix : List.of(".ferry-" + RUN, ".moved-" + RUN)) {
            Files.createSymbolicLink(instances.resolve(UUID + suffix), outside);
        }
        Files.move(directory, folder.resolve("aside"));

        assertThat(errorType("place", Map.of("files", List.of()))).isEqualTo("world-changed");
        assertThat(errorType("discard", Map.of())).isEqualTo("world-changed");
        assertThat(errorType("purge", Map.of())).isEqualTo("world-changed");
        assertThat(outside.resolve("file")).hasContent("kept");
    }

    @Test
    void placesACopyWithModesAndOwnersByName() throws Exception {
        Files.move(directory, instances.resolve(UUID + ".ferry-" + RUN));
        Files.writeString(instances.resolve(UUID + ".ferry-" + RUN + "/disk"), "x");
        Files.writeString(instances.resolve(UUID + ".ferry-" + RUN + "/disk.info"), "{}");
        Map<String, Object> request = Map.of(
                "files",
                List.of(
                        Map.of("path", "disk", "mode", "4640", "owner", "daemon", "group", "daemon"),
                        Map.of("path", "disk.info", "mode", "0644", "owner", "no-such-user", "group", "bin")));

        ask("place", request);
        ask("place", request);

        assertThat(TestHost.run("stat", "-c", "%n %a %U:%G", file("disk"), file("disk.info"), directory.toString()))
                .isEqualTo(file("disk") + " 640 daemon:daemon\n" + file("disk.info") + " 644 root:bin\n" + directory
                        + " 755 root:root\n");
        assertThat(TestHost.run("ls", "-A", directory.toString())).isEqualTo("disk\ndisk.info\n");
    }

    @Test
    void neverReplacesOrRemovesADirectoryOfAnotherOrigin() throws Exception {
        Files.createDirectory(instances.resolve(UUID + ".ferry-" + RUN));

        assertThat(errorType("place", Map.of("files", List.of()))).isEqualTo("world-changed");
        ask("discard", Map.of());

        assertThat(directory).exists();
        assertThat(instances.resolve(UUID + ".ferry-" + RUN)).doesNotExist();
    }

    @Test
    void discardsItsOwnCopyUnderEitherName() throws Exception {
        Files.move(directory, instances.resolve(UUID + ".ferry-" + RUN));
        Files.writeString(Path.of(base("image.ferry-" + RUN)), "unfinished");
        Files.writeString(Path.of(base("image.ferry-99999999")), "another's");
        ask("place", Map.of("files", List.of()));

        ask("discard", Map.of());
        ask("discard", Map.of());

        assertThat(TestHost.run("ls", "-A", instances.toString(), instances + "/_base"))
                .doesNotContain(UUID)
                .doesNotContain(RUN)
                .contains("image.ferry-99999999");
    }

    @Test
    void givesAnImageItsNameUnlessAnotherRunWasFaster() throws Exception {
        Files.writeString(Path.of(base("image")), "same");
        Files.setLastModifiedTime(Path.of(base("image")), FileTime.fromMillis(0));
        Files.writeString(Path.of(base("image.ferry-" + RUN)), "copy");
        Map<String, Object> request =
                Map.of("name", "image", "size", 4, "mode", "0644", "owner", "root", "group", "root");

        ask("place-base", request);
        ask("place-base", request);

        assertThat(Path.of(base("image"))).hasContent("same");
        assertThat(Path.of(base("image.ferry-" + RUN))).doesNotExist();
        assertThat(Files.getLastModifiedTime(Path.of(base("image"))).toMillis())
                .as("touched, so that Nova's image cache keeps it")
                .isGreaterThan(0);
        assertThat(errorType("base-state", Map.of("name", "image", "size", 5))).isEqualTo("world-changed");
    }

    @Test
    void putsTheSourceAsideOnceAndPurgesIt() throws Exception {
        Path moved = instances.resolve(UUID + ".moved-" + RUN);

        assertThat(ask("quarantine", Map.of()).path("path").asText()).isEqualTo(moved.toString());
        assertThat(ask("quarantine", Map.of()).path("path").asText()).isEqualTo(moved.toString());
        assertThat(moved).exists();
        assertThat(directory).doesNotExist();
        ask("purge", Map.of());
        ask("purge", Map.of());
        assertThat(moved).doesNotExist();
    }

    @Test
    void refusesDefinitionsOfOtherDomainsAndOtherPrograms() throws Exception {
        String right = "<domain><uuid>" + UUID + "</uuid><devices><emulator>%s</emulator></devices></domain>";
        for (String xml : List.of(
                "<domain><uuid>00000000-0000-0000-0000-000000000000</uuid></domain>",
                right.formatted("/tmp/evil"),
                right.formatted("/usr/bin/qemu/../../../tmp/evil"),
                "nonsense")) {
            assertThat(errorType("define-domain", Map.of("xml", xml))).as(xml).isEqualTo("bad-request");
        }
    }

    @Test
    void receivesNothingButThisRunsFiles() throws Exception {
        String target = instances + "/" + UUID + ".ferry-" + RUN + "/";
        String rsync = "rsync --server -tre.LsfxCIvu --inplace ";
        for (String command : List.of(
                "",
                "cat /etc/shadow",
                "rsync --server --sender -tre.LsfxCIvu . /etc/",
                rsync + ". /etc/",
                rsync + ". " + target + "../",
                rsync + ". " + instances + "/" + UUID + "/",
                rsync + ". " + instances + "/_base/image",
                rsync + ". " + instances + "/_base/../x.ferry-" + RUN,
                rsync + "--log-file=/etc/cron.d/x . " + target,
                rsync + "--rsync-path=id . " + target,
                rsync + "-l . " + target,
                rsync + ". " + target + " ; id",
                "rsync --daemon . " + target,
                "rsync --server '" + rsync)) {
            Process process = helper(instances.toString(), "serve", RUN, UUID, command);
            process.getOutputStream().close();
            assertThat(process.waitFor()).as(command).isEqualTo(1);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as(command)
                    .startsWith("ferry-host: ");
        }
        assertThat(Path.of(target)).doesNotExist();
    }

    private void qcow2(String path, String backing, String format) {
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-F", format, "-b", backing, path, "4M");
    }

    private String base(String name) {
        return instances + "/_base/" + name;
    }

    private String file(String name) {
        return directory + "/" + name;
    }

    private JsonNode ask(String command, Map<String, ?> request) throws Exception {
        JsonNode answer = request(command, request);
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer;
    }

    private String errorType(String command, Map<String, ?> request) throws Exception {
        return request(command, request).path("error").path("type").asText();
    }

    private JsonNode request(String command, Map<String, ?> request) throws Exception {
        Map<String, Object> full = new TreeMap<>(Map.of("uuid", UUID, "run", RUN));
        full.putAll(request);
        return run(instances.toString(), command, JSON.writeValueAsString(full));
    }

    private JsonNode run(String path, String command, String input) throws Exception {
        return HelperRun.ask(folder.resolve("bin"), path, command, input);
    }

    private Process helper(String... arguments) throws Exception {
        return HelperRun.start(folder.resolve("bin"), arguments);
    }
}
