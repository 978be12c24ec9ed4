package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.temporal.failure.ApplicationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ferry's own copies: what comes between, be it a kill, a change of the source or of a limit, or another copy. */
class ExtentCopyInterruptedTest extends TwoHosts {
    private static final long AGAIN = 64L * MEGABYTE;

    @ParameterizedTest
    @CsvSource({"target extents, 1", "copy-start, 4", "serve, 1", "serve, 4"})
    void goesOnAfterAnyKillWithLittleSentAgain(String victim, int streams) throws Exception {
        fill(disk(source), 160);
        copyBy(new CopySettings(CopySettings.Engine.EXTENTS, streams, 50_000_000L, null));
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
    void takesANewLimitWhileItRuns() throws Exception {
        fill(disk(source), 48);
        slowDown(1);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> slow = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 0);
        List<Long> senders = processes("copy-start").map(ProcessHandle::pid).toList();
        assertThat(arrived()).as("at 1 MB/s").isLessThan(12L * MEGABYTE);
        assertThat(slow).isNotDone();

        // Another worker, with another configuration, looks after the same copy.
        copyBy(CopySettings.DEFAULT);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);

        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 24L * MEGABYTE);
        assertThat(processes("copy-start").map(ProcessHandle::pid)).isSubsetOf(senders);
        assertThat(copy.get(20, TimeUnit.SECONDS).bytesOnWire()).isGreaterThan(48L * MEGABYTE);
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

    @Test
    void copiesFromOneHostShareItsLimit() throws Exception {
        fill(source.instances("_base/image"), 24);
        copyBy(new CopySettings(CopySettings.Engine.EXTENTS, 1, null, 8_000_000L));
        HostFacts facts = activities.inspect(ON_SOURCE);
        fill(disk(source), 24);
        activities.openRoute(ROUTE);
        HostActivities other = anotherWorker();
        long began = System.nanoTime();
        CompletableFuture<CopyResult> image = CompletableFuture.supplyAsync(() ->
                other.copyBaseImage(new BaseImageCopy(ROUTE, facts.baseImages().get(0), PATIENCE)));

        activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));

        image.get(30, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("48 MiB at 8 MB/s")
                .isBetween(Duration.ofMillis(5500), Duration.ofSeconds(30));
        assertSame();
    }
}
