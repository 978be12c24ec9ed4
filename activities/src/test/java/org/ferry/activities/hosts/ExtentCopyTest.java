package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ferry.activities.hosts.TestHost.UUID;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.HostActivities.DirectoryPlacement;
import org.junit.jupiter.api.Test;

/** Ferry's own copies: what has to arrive, and what has to be noticed. */
class ExtentCopyTest extends TwoHosts {
    private static final int PIECE = 4 * MEGABYTE;

    @Test
    void copiesDataAndNeitherHolesNorZeros() throws Exception {
        sparse(disk(source), 96);
        write(disk(source), 5 * MEGABYTE + 123, random(3 * MEGABYTE));
        write(disk(source), 40 * MEGABYTE, new byte[8 * MEGABYTE]);
        write(disk(source), 60 * MEGABYTE, random(10));
        TestHost.run("truncate", "-s", "100000001", disk(source).toString());
        Files.createDirectories(source.instances(UUID + "/deep/er"));
        Files.write(source.instances(UUID + "/deep/er/file"), random(5));
        TestHost.run("chmod", "0710", source.instances(UUID + "/deep").toString());
        TestHost.run("chown", "daemon:bin", source.instances(UUID + "/deep").toString());
        Files.createFile(source.instances(UUID + "/empty"));
        Files.setAttribute(disk(source), "user:kept", ByteBuffer.wrap(new byte[] {7}));
        TestHost.run("touch", "-d", "2020-02-02 02:02:02.020202", disk(source).toString());

        CopyResult result = copy();

        assertSame();
        assertThat(arrived()).isLessThan(4L * MEGABYTE);
        assertThat(result.bytesOnWire()).isLessThan(4L * MEGABYTE);
        assertThat(result.checksums()).containsOnlyKeys("disk", "disk.info", "deep/er/file", "empty");
        assertThat(Files.getAttribute(copied("disk"), "user:kept")).isEqualTo(new byte[] {7});
        assertThat(Files.getLastModifiedTime(copied("disk"))).isEqualTo(Files.getLastModifiedTime(disk(source)));
        assertThat(copied(".ferry-journal"))
                .content()
                .as("the piece of zeros at 40 MiB was read, and need not be again")
                .contains(",10,%d,".formatted(PIECE));
        activities.placeDirectory(new DirectoryPlacement(ROUTE, activities.inspect(ON_SOURCE)));
        assertThat(TestHost.run(
                        "stat",
                        "-c",
                        "%a %U:%G",
                        target.instances(UUID + "/deep").toString()))
                .isEqualTo("710 daemon:bin\n");
        assertThat(target.instances(UUID + "/.ferry-journal")).doesNotExist();
    }

    @Test
    void leavesNothingOfWhatLayThereBefore() throws Exception {
        sparse(disk(source), 32);
        write(disk(source), 9 * MEGABYTE, random(MEGABYTE));
        Files.createDirectories(copied("old"));
        Files.write(copied("old/file"), random(100));
        Files.createSymbolicLink(copied("disk.info"), Path.of("/etc/passwd"));
        Files.write(copied("disk"), random(40 * MEGABYTE));

        copy();

        assertSame();
        assertThat(Path.of("/etc/passwd")).content().contains("root");
        assertThat(arrived()).isLessThan(2L * MEGABYTE);
    }

    @Test
    void usesSeveralStreams() throws Exception {
        fill(disk(source), 64);
        copyBy(new CopySettings(CopySettings.Engine.EXTENTS, 3, null, null));

        CopyResult result = copy();

        assertSame();
        assertThat(result.bytesOnWire()).isBetween(64L * MEGABYTE, 66L * MEGABYTE);
    }

    @Test
    void startsAgainWhenNotEvenThePlanArrives() throws Exception {
        fill(disk(source), 12);
        damage(64, 1);

        CopyResult result = copy();

        assertSame();
        assertThat(result.repaired()).isEmpty();
    }

    @Test
    void repairsWhatArrivesDamagedOnce() throws Exception {
        fill(disk(source), 12);
        damage(PIECE / 2, 1);

        CopyResult result = copy();

        assertSame();
        assertThat(result.repaired()).hasSize(1);
    }

    @Test
    void failsWhenItArrivesDamagedTwice() throws Exception {
        fill(disk(source), 12);
        damage(PIECE / 2, 100);

        assertFailure(Failures.COPY_CORRUPT, this::copy);
    }

    @Test
    void refusesLinksAndSpecialFilesOnTheSource() throws Exception {
        Files.createSymbolicLink(source.instances(UUID + "/link"), Path.of("/etc/passwd"));
        assertFailure(Failures.WORLD_CHANGED, this::copy);
        Files.delete(source.instances(UUID + "/link"));
        TestHost.run("mkfifo", source.instances(UUID + "/pipe").toString());
        assertFailure(Failures.WORLD_CHANGED, this::copy);
    }

    @Test
    void needsNoTimeForWhatAFileCouldHold() throws Exception {
        long terabytes = 3L << 40;
        try (FileChannel channel =
                FileChannel.open(disk(source), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(random(100)), 7);
            channel.write(ByteBuffer.wrap(random(100)), terabytes - 100);
        }
        long began = System.nanoTime();

        copy();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(Files.size(copied("disk"))).isEqualTo(terabytes);
        assertThat(arrived()).isLessThan(MEGABYTE);
        try (FileChannel channel = FileChannel.open(copied("disk"))) {
            ByteBuffer end = ByteBuffer.allocate(100);
            channel.read(end, terabytes - 100);
            assertThat(end.array()).isEqualTo(random(100));
        }
    }

    @Test
    void copiesThousandsOfSmallFiles() throws Exception {
        Path many = Files.createDirectories(source.instances(UUID + "/many"));
        for (int i = 0; i < 3000; i++) {
            Files.writeString(many.resolve("file-" + i), "content " + i);
        }
        long began = System.nanoTime();

        CopyResult result = copy();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(result.checksums()).hasSize(3002);
        assertSame();
    }

    /** Changes a byte on the first connection's way to the target, the last of each so many. */
    private void damage(int step, int times) throws IOException {
        source.script("ssh", """
                #!/usr/bin/python3
                import os, subprocess, sys
                if not sys.argv[-1].startswith("extents") or os.path.exists("%1$s"):
                    os.execv("/usr/bin/ssh", ["ssh", *sys.argv[1:]])
                open("%1$s", "w").close()
                ssh = subprocess.Popen(["/usr/bin/ssh", *sys.argv[1:]], stdin=subprocess.PIPE)
                seen, step, left = 0, %2$d, %3$d
                while True:
                    piece = bytearray(os.read(0, 65536))
                    if not piece:
                        break
                    if left and (seen + len(piece)) // step > seen // step:
                        piece[step - seen %% step - 1] ^= 1
                        left -= 1
                    seen += len(piece)
                    ssh.stdin.write(piece)
                    ssh.stdin.flush()
                ssh.stdin.close()
                sys.exit(ssh.wait())
                """.formatted(folder.resolve("damaged"), step, times));
    }
}
