package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.ferry.activities.hosts.TestHost.UUID;

import io.temporal.client.ActivityCanceledException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CpuModel;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryPlacement;
import org.ferry.workflows.activity.HostActivities.DomainDefinition;
import org.ferry.workflows.activity.HostActivities.ExpectedDomain;
import org.ferry.workflows.activity.HostActivities.FilesOnHost;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.HostMeasure;
import org.junit.jupiter.api.Test;

/** What the worker has hosts do, with a worker that is killed, or not, as each test needs. */
class SshHostActivitiesTest extends TwoHosts {
    @Test
    void movesAnInstancesFilesAndDomain() throws Exception {
        sparse(source.instances(UUID + "/disk.raw"), 16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        assertThat(facts.obstacles()).isEmpty();
        assertThat(facts.domain()).isEqualTo(DomainState.SHUT_OFF);
        assertThat(facts.guestCpu()).as("of a guest that does not run").isNull();

        activities.openRoute(ROUTE);
        CopyResult image = activities.copyBaseImage(
                new BaseImageCopy(ROUTE, facts.baseImages().get(0), PATIENCE));
        assertThat(activities
                        .copyBaseImage(
                                new BaseImageCopy(ROUTE, facts.baseImages().get(0), PATIENCE))
                        .bytesOnWire())
                .as("an image that is there is not copied again")
                .isZero();
        CopyResult files = activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));
        activities.placeDirectory(new DirectoryPlacement(ROUTE, facts));
        activities.closeRoute(ROUTE);
        activities.requireFiles(new FilesOnHost(ON_TARGET, facts));
        activities.defineDomain(new DomainDefinition(ON_TARGET, activities.describeDomain(ON_SOURCE)));
        activities.requireDomain(new ExpectedDomain(ON_TARGET, DomainState.SHUT_OFF));

        assertThat(image.checksums()).containsOnlyKeys("image");
        assertThat(files.checksums()).containsOnlyKeys("disk", "disk.info", "disk.raw");
        assertThat(files.checksumAlgorithm()).isEqualTo("sha256-4m");
        HostFacts moved = activities.inspect(ON_TARGET);
        assertThat(moved.directory())
                .extracting(file ->
                        file.path() + " " + file.size() + " " + file.mode() + " " + file.owner() + ":" + file.group())
                .containsExactlyElementsOf(facts.directory().stream()
                        .map(file -> file.path() + " " + file.size() + " " + file.mode() + " " + file.owner() + ":"
                                + file.group())
                        .toList());
        assertThat(moved.directoryBytes()).as("sparseness is kept").isLessThan(2 * facts.directoryBytes());
        assertThat(moved.leftovers()).isEmpty();
        TestHost.run(
                "cmp",
                source.instances("_base/image").toString(),
                target.instances("_base/image").toString());
        TestHost.run("cmp", disk(source).toString(), disk(target).toString());
        assertThat(traces()).isEmpty();

        assertThat(activities.quarantine(ROUTE)).isEqualTo(seen(UUID + ".moved-0123abcd"));
        assertThat(source.domains()).isEmpty();
        activities.purge(ROUTE);
        assertThat(source.instances(UUID + ".moved-0123abcd")).doesNotExist();
    }

    @Test
    void tellsWhatAHostHasAndWhatItsGuestNeeds() throws Exception {
        source.domain("active");

        HostFacts facts = activities.inspect(ON_SOURCE);
        HostMeasure measure = activities.measure("a");

        assertThat(facts.guestCpu()).isEqualTo(new CpuModel("x86_64", "", "", Set.of()));
        assertThat(facts.fileSystem()).contains(" ");
        assertThat(measure.freeDisk()).isBetween(1L, measure.totalDisk());
        assertThat(measure.availableMemory()).isBetween(1L, measure.totalMemory());
    }

    @Test
    void refusesToCopyUnderARunningGuest() throws Exception {
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        source.domain("active");

        assertFailure(
                Failures.WORLD_CHANGED, () -> activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE)));
        assertFailure(Failures.WORLD_CHANGED, () -> activities.requireShutOff(ON_SOURCE));
        assertFailure(Failures.WORLD_CHANGED, () -> activities.quarantine(ROUTE));
    }

    @Test
    void theCopyDoesNotNeedTheWorkerAndTwoNeverRunAtOnce() throws Exception {
        fill(disk(source), 32);
        slowDown(10);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> first = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 4L * MEGABYTE);
        List<Long> running = senders().map(ProcessHandle::pid).toList();

        hosts.close();
        TestActivityEnvironment second = TestActivityEnvironment.newInstance();
        try (SshHosts others = new SshHosts(TestHost.settings(folder, port))) {
            second.registerActivitiesImplementations(new SshHostActivities(others, settings));
            HostActivities next = second.newActivityStub(HostActivities.class);
            CompletableFuture<CopyResult> overlapping =
                    CompletableFuture.supplyAsync(() -> next.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE)));
            Thread.sleep(1000);

            assertThat(senders().map(ProcessHandle::pid).toList())
                    .as("processes that send")
                    .isEqualTo(running);
            assertThat(overlapping.get(60, TimeUnit.SECONDS).bytesOnWire()).isLessThan(34L * MEGABYTE);
        }
        second.close();
        assertThat(catchThrowable(first::join))
                .as("the worker that was cut off")
                .isNotNull();
    }

    @Test
    void cancellingStopsTheCopyBeforeItReturns() throws Exception {
        fill(disk(source), 48);
        slowDown(8);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        HostHelper helper = new HostHelper(hosts, settings);
        CopyWatch watch = new CopyWatch(
                helper,
                new CopyRoutes(hosts, helper, settings),
                settings,
                ROUTE,
                new CopyWatch.Order("directory", facts.directoryBytes() + " bytes", 0),
                PATIENCE,
                progress -> {
                    if (progress.bytesDone() > 0) {
                        throw new ActivityCanceledException();
                    }
                });

        assertThatThrownBy(watch::await).isInstanceOf(ActivityCanceledException.class);
        assertThat(senders()).as("processes of the copy").isEmpty();
        activities.discardCopy(ROUTE);
        activities.closeRoute(ROUTE);
        assertThat(traces()).isEmpty();
    }

    @Test
    void failsWhenTheTargetIsFull() throws Exception {
        target.stop();
        target.limitInstances(8);
        target.start();
        fill(disk(source), 16);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);

        assertFailure(Failures.TARGET_FULL, () -> activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE)));
        activities.discardCopy(ROUTE);
        assertThat(activities.inspect(ON_TARGET).leftovers()).isEmpty();
    }

    @Test
    void waitsForATargetThatComesBackAndGivesUpOneThatDoesNot() throws Exception {
        fill(disk(source), 32);
        slowDown(8);
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        CompletableFuture<CopyResult> copy = copyInBackground(facts);
        await().atMost(20, TimeUnit.SECONDS).until(() -> arrived() > 4L * MEGABYTE);

        target.stop();
        Thread.sleep(2000);
        target.start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> senders().findAny().isPresent());
        target.stop();

        assertThat(catchThrowable(() -> copy.get(90, TimeUnit.SECONDS)))
                .hasRootCauseInstanceOf(ApplicationFailure.class)
                .rootCause()
                .extracting(cause -> ((ApplicationFailure) cause).getType())
                .isEqualTo(Failures.TARGET_LOST);
        assertThat(senders()).isEmpty();
        target.start();
    }

    @Test
    void theEphemeralKeyOpensNothingElse() throws Exception {
        activities.openRoute(ROUTE);
        Path key = source.files.resolve("run/0123abcd/key");
        Files.writeString(
                folder.resolve("known"),
                "[127.0.0.2]:" + port + " " + TestHost.publicKey(target.files.resolve("host_key")));
        for (String command : List.of("id", "rsync --server --sender -re.iLsfxCIvu . /etc/", "sh -c id")) {
            Process ssh = new ProcessBuilder(
                            "ssh",
                            "-F",
                            "none",
                            "-i",
                            key.toString(),
                            "-o",
                            "BatchMode=yes",
                            "-o",
                            "IdentitiesOnly=yes",
                            "-o",
                            "UserKnownHostsFile=" + folder.resolve("known"),
                            "-p",
                            "" + port,
                            "root@127.0.0.2",
                            command)
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as(command)
                    .startsWith("ferry-host: ");
        }
    }

    @Test
    void usesKeysThatTheHostsHaveWhereConfigured() throws Exception {
        Path home = source.files.resolve("home/.ssh");
        TestHost.keygen(home.resolve("id"));
        Files.writeString(
                home.resolve("known_hosts"),
                "[127.0.0.2]:" + port + " " + TestHost.publicKey(target.files.resolve("host_key")) + "\n");
        String admitted = Files.readString(home.resolve("id.pub"));
        Files.writeString(target.files.resolve("home/.ssh/authorized_keys"), admitted, StandardOpenOption.APPEND);
        HostSettings plain = TestHost.settings(folder, port);
        HostSettings settings = new HostSettings(
                "root",
                port,
                plain.identityFile(),
                plain.knownHostsFile(),
                false,
                plain.instancesPath(),
                plain.addresses(),
                "daemon",
                "bin",
                new HostSettings.ExistingTrust("root", "/root/.ssh/id"),
                plain.copying());
        TestActivityEnvironment configured = TestActivityEnvironment.newInstance();
        configured.registerActivitiesImplementations(new SshHostActivities(hosts, settings));
        HostActivities existing = configured.newActivityStub(HostActivities.class);
        HostFacts facts = existing.inspect(ON_SOURCE);

        existing.openRoute(ROUTE);
        existing.copyBaseImage(new BaseImageCopy(ROUTE, facts.baseImages().get(0), PATIENCE));
        existing.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));
        existing.placeDirectory(new DirectoryPlacement(ROUTE, facts));
        existing.closeRoute(ROUTE);
        configured.close();

        assertThat(activities.inspect(ON_TARGET).directory())
                .as("files with the configured owner")
                .hasSize(2)
                .allMatch(file -> file.owner().equals("daemon") && file.group().equals("bin"));
    }
}
