package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The target's end of a copy, asked by somebody who has the run's key and means no good. */
class ReceiverTest extends TwoHosts {
    private static final int HEADER = 66;

    @Test
    void takesNothingThatTheWorkerHasNotAnnounced() throws Exception {
        activities.openRoute(ROUTE);

        assertThat(tell("extents directory 0", plan("disk", 5), "")).contains("no copy is announced");
        assertThat(copied("")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "a/../../x", ".ferry-journal", "a/b", "", ".", "x\\n"})
    void takesNoPathThatLeadsElsewhere(String path) throws Exception {
        activities.openRoute(ROUTE);
        announce("directory", 0);

        assertThat(tell("extents directory 0", plan(path, 5), ""))
                .contains("error")
                .doesNotContain("ready");
        assertThat(copied("")).doesNotExist();
    }

    @Test
    void takesNoImageOfAnotherNameOrSizeThanAnnounced() throws Exception {
        Files.createDirectories(target.instances("_base"));
        activities.openRoute(ROUTE);
        announce("base/image", 5);

        assertThat(tell("extents base/image 0", plan("image", 6), "")).contains("refused");
        assertThat(tell("extents base/image 0", plan("other", 5), "")).contains("refused");
        assertThat(tell("extents base/other 0", plan("other", 5), "")).contains("no copy is announced");
        assertThat(target.instances("_base")).isEmptyDirectory();
        for (String order :
                List.of("extents base/.. 0", "extents base/x/../y 0", "extents x 0", "extents directory 9")) {
            assertThat(tell(order, plan("image", 5), "")).as(order).startsWith("ferry-host: ");
        }
    }

    @Test
    void takesNoPieceThatReachesOutOfItsFile() throws Exception {
        activities.openRoute(ROUTE);
        announce("directory", 0);
        // File, piece, offset in it, length as said and as sent.
        for (long[] piece :
                new long[][] {{1, 0, 0, 5, 5}, {0, 1, 0, 5, 5}, {0, 0, 0, 6, 6}, {0, 0, 5, 1, 1}, {0, 0, 0, 5, 1}}) {
            ByteBuffer table = ByteBuffer.allocate(8).putInt((int) piece[2]).putInt((int) piece[3]);
            String frame = frame(1, (int) piece[0], piece[1], 8, new byte[(int) piece[4]]);
            String body = frame.substring(0, HEADER) + latin(table.array()) + frame.substring(HEADER);

            assertThat(tell("extents directory 0", plan("disk", 5), body))
                    .contains("ready")
                    .contains("refused");
        }
        assertThat(Files.readAllBytes(copied("disk"))).isEqualTo(new byte[5]);
    }

    @Test
    void takesNoFrameThatIsDamaged() throws Exception {
        activities.openRoute(ROUTE);
        announce("directory", 0);
        String plan = plan("disk", 5);

        assertThat(tell("extents directory 0", plan.replace("disk", "risk"), ""))
                .contains("interrupted");
        assertThat(tell("extents directory 0", plan.charAt(0) + "\1" + plan.substring(2), ""))
                .contains("interrupted");
        assertThat(copied("")).doesNotExist();
    }

    private void announce(String what, long size) {
        Map<String, Object> request = CopyRoutes.names(ROUTE);
        request.put("what", what);
        request.put("size", size);
        new HostHelper(hosts, settings).call("b", "expect", request, JsonNode.class, PATIENCE);
    }

    /** What the target answers to somebody who has the run's key. */
    private String tell(String order, String plan, String more) throws Exception {
        Path known = folder.resolve("known");
        Files.writeString(known, "[127.0.0.2]:" + port + " " + TestHost.publicKey(target.files.resolve("host_key")));
        List<String> command = List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                source.files.resolve("run/0123abcd/key").toString(),
                "-oBatchMode=yes",
                "-oIdentitiesOnly=yes",
                "-oUserKnownHostsFile=" + known,
                "-p" + port,
                "root@127.0.0.2",
                order);
        Process ssh = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream out = ssh.getOutputStream()) {
            out.write((plan + more).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            assertThat(e).as("refused before all was read").hasMessageContaining("pipe");
        }
        return new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String plan(String path, int size) throws Exception {
        String file =
                "{\"path\": \"%s\", \"size\": %d, \"mtime\": 0, \"inode\": 1, \"xattrs\": {}, \"identity\": \"%s\"}"
                        .formatted(path, size, "0".repeat(32));
        String plan = "{\"streams\": 1, \"directories\": [], \"files\": [" + file + "]}";
        return frame(0, 0, 0, 0, plan.getBytes(StandardCharsets.US_ASCII));
    }

    /** As frames.py has them. */
    private static String frame(int kind, int file, long piece, int table, byte[] body) throws Exception {
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .put((byte) kind)
                .put((byte) 0)
                .putInt(file)
                .putLong(piece);
        header.putInt(table).putInt(body.length).putInt(body.length).putInt(body.length);
        header.put(MessageDigest.getInstance("SHA-256").digest(body));
        CRC32 check = new CRC32();
        check.update(header.array(), 0, header.position());
        header.putInt((int) check.getValue());
        return latin(header.array()) + latin(body);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
