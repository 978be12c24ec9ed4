package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.ferry.activities.hosts.TestHost.UUID;

import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryPlacement;
import org.ferry.workflows.activity.HostFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ferry's own copies: what has to arrive, and what has to be noticed. */
class ExtentCopyTest extends TwoHosts {
    private static final int PIECE = 4 * MEGABYTE;
    private static final long AGAIN = 64L * MEGABYTE;

    @Test
    void copiesDataAndNeitherHolesNorZeros() throws Exception {
        sparse(disk(source), 96);
        write(disk(source), 5 * MEGABYTE + 123, random(3 * MEGABYTE));
        write(disk(source), 40 * MEGABYTE, new byte[8 * MEGABYTE]);
        write(disk(source), 60 * MEGABYTE, random(10));
        TestHost.run("truncate", "-s", "100000001", disk(source).toString());
        Files.createDirectories(source.instances(UUID + "/deep/er"));
        Files.write(source.instances(UUID + "/deep/er/file"), random(5));
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
        activities.placeDirectory(new DirectoryPlacement(ROUTE, activities.inspect(ON_SOURCE)));
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
        copyBy(new CopySettings(CopySettings.Engine.EXTENTS, 3, null));

        CopyResult result = copy();

        assertSame();
        assertThat(result.bytesOnWire()).isBetween(64L * MEGABYTE, 66L * MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"target extents", "copy-start", "serve"})
    void goesOnAfterAnyKillWithLittleSentAgain(String victim) throws Exception {
        fill(disk(source), 160);
        slowDown(50);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        long at = new Random().nextInt(20, 120) * (long) MEGABYTE;
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > at);

        processes(victim).forEach(ProcessHandle::destroyForcibly);
        long arrived = arrived();

        CopyResult result = copy.get(60, TimeUnit.SECONDS);
        assertThat(result.bytesOnWire())
                .as("sent after the kill, with %d bytes at the target", arrived)
                .isLessThan(160L * MEGABYTE - arrived + AGAIN);
        assertSame();
    }

    @Test
    void readsNothingAgainThatWasConfirmed() throws Exception {
        fill(disk(source), 48);
        slowDown(16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 40L * MEGABYTE);
        // Whatever is changed behind the journal's back shows that it was not read again.
        processes("serve").forEach(ProcessHandle::destroyForcibly);
        write(copied("disk"), 0, new byte[4096]);

        copy.get(60, TimeUnit.SECONDS);

        assertThat(Files.mismatch(disk(source), copied("disk"))).isZero();
    }

    @Test
    void noticesThatTheSourceIsWrittenTo() throws Exception {
        fill(disk(source), 48);
        slowDown(16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 8L * MEGABYTE);

        write(disk(source), 0, random(10));

        assertThat(catchThrowable(() -> copy.get(60, TimeUnit.SECONDS)))
                .rootCause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(Failures.WORLD_CHANGED));
        copy();
        assertSame();
    }

    @Test
    void forgetsWhatItHadOfAFileThatIsAnother() throws Exception {
        fill(disk(source), 48);
        slowDown(16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 24L * MEGABYTE);
        Path other = source.instances("other");
        Files.createFile(other);
        sparse(other, 48);
        write(other, 20 * MEGABYTE, random(MEGABYTE));
        processes("serve").forEach(ProcessHandle::destroyForcibly);
        Files.move(other, disk(source), StandardCopyOption.REPLACE_EXISTING);

        copy.get(60, TimeUnit.SECONDS);

        assertSame();
        assertThat(arrived()).isLessThan(2L * MEGABYTE);
    }

    @Test
    void repairsWhatArrivesDamagedOnce() throws Exception {
        fill(disk(source), 12);
        damagePieces(1);

        CopyResult result = copy();

        assertSame();
        assertThat(result.repaired()).hasSize(1);
    }

    @Test
    void failsWhenItArrivesDamagedTwice() throws Exception {
        fill(disk(source), 12);
        damagePieces(100);

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

    @Test
    void twoRunsBringAnImageOnce() throws Exception {
        fill(source.instances("_base/image"), 48);
        slowDown(16);
        CopyRoute other = new CopyRoute("4567cdef", "0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0002", "a", "b");
        HostFacts.BaseImage image = activities.inspect(ON_SOURCE).baseImages().get(0);
        activities.openRoute(ROUTE);
        activities.openRoute(other);
        CompletableFuture<CopyResult> first = CompletableFuture.supplyAsync(
                () -> activities.copyBaseImage(new BaseImageCopy(ROUTE, image, PATIENCE)));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> Files.exists(target.instances("_base/image.ferry-0123abcd.journal")));

        CopyResult second = anotherWorker().copyBaseImage(new BaseImageCopy(other, image, PATIENCE));

        assertThat(first.get(30, TimeUnit.SECONDS).bytesOnWire()).isGreaterThan(48L * MEGABYTE);
        assertThat(second.bytesOnWire()).isLessThan(MEGABYTE);
        assertThat(Files.mismatch(source.instances("_base/image"), target.instances("_base/image")))
                .isEqualTo(-1);
        assertThat(TestHost.run("ls", target.instances("_base").toString())).isEqualTo("image\n");
        activities.closeRoute(other);
    }

    @Test
    void bringsAnImageWhoseOtherBringerDies() throws Exception {
        fill(source.instances("_base/image"), 64);
        slowDown(8);
        CopyRoute other = new CopyRoute("4567cdef", "0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0002", "a", "b");
        HostFacts.BaseImage image = activities.inspect(ON_SOURCE).baseImages().get(0);
        activities.openRoute(ROUTE);
        activities.openRoute(other);
        HostHelper helper = new HostHelper(hosts, settings);
        CopyRoutes routes = new CopyRoutes(hosts, helper, settings);
        CopyWatch.Order order = new CopyWatch.Order("base/image", "image", image.size());
        CopyWatch dying = new CopyWatch(helper, routes, settings, ROUTE, order, PATIENCE, progress -> {
            throw new IllegalStateException("the worker is gone");
        });
        assertThat(catchThrowable(dying::await)).hasMessage("the worker is gone");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> Files.exists(target.instances("_base/image.ferry-0123abcd.journal")));
        HostActivities next = anotherWorker();
        CompletableFuture<CopyResult> second =
                CompletableFuture.supplyAsync(() -> next.copyBaseImage(new BaseImageCopy(other, image, PATIENCE)));

        Thread.sleep(1500);
        activities.closeRoute(ROUTE);

        assertThat(second.get(40, TimeUnit.SECONDS).bytesOnWire()).isGreaterThan(64L * MEGABYTE);
        assertThat(Files.mismatch(source.instances("_base/image"), target.instances("_base/image")))
                .isEqualTo(-1);
        activities.closeRoute(other);
    }

    /** From the beginning to the end of a verified copy of the directory. */
    private CopyResult copy() {
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        return activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));
    }

    /** The copy has the content of the source, and nothing else; compared by other means than Ferry's. */
    private void assertSame() {
        TestHost.run(
                "diff",
                "-r",
                "--exclude=console.log",
                "--exclude=.ferry-journal",
                source.instances(UUID).toString(),
                copied("").toString());
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    private static void write(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    /** Changes a byte on its way to the target, in so many of the connections' first bytes past a piece's begin. */
    private void damagePieces(int times) throws IOException {
        source.script("ssh", """
                #!/usr/bin/python3
                import os, subprocess, sys
                if not sys.argv[-1].startswith("extents"):
                    os.execv("/usr/bin/ssh", ["ssh", *sys.argv[1:]])
                ssh = subprocess.Popen(["/usr/bin/ssh", *sys.argv[1:]], stdin=subprocess.PIPE)
                seen, step, left = 0, %d, %d
                while True:
                    piece = bytearray(os.read(0, 65536))
                    if not piece:
                        break
                    if left and (seen + len(piece)) // step > seen // step:
                        piece[-1] ^= 1
                        left -= 1
                    seen += len(piece)
                    ssh.stdin.write(piece)
                    ssh.stdin.flush()
                ssh.stdin.close()
                sys.exit(ssh.wait())
                """.formatted(PIECE / 2, times));
    }
}
