package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ferry.activities.hosts.TestHost.UUID;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with real sshd and file systems, an instance on the first, and a worker. */
abstract class TwoHosts {
    static final CopyRoute ROUTE = new CopyRoute("0123abcd", UUID, "a", "b");
    static final InstanceOnHost ON_SOURCE = new InstanceOnHost(UUID, "a");
    static final InstanceOnHost ON_TARGET = new InstanceOnHost(UUID, "b");
    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final int MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    int port;
    TestHost source;
    TestHost target;
    SshHosts hosts;
    HostSettings settings;
    private final List<TestActivityEnvironment> others = new ArrayList<>();
    private TestActivityEnvironment worker = TestActivityEnvironment.newInstance();
    HostActivities activities;

    @BeforeEach
    void startHosts() throws Exception {
        port = TestHost.freePort();
        source = TestHost.create("a", folder, port);
        target = TestHost.create("b", folder, port);
        hosts = new SshHosts(TestHost.settings(folder, port));
        copyBy(CopySettings.DEFAULT);
        Path base = Files.createDirectories(source.instances("_base")).resolve("image");
        sparse(base, 8);
        Files.createDirectories(source.instances(UUID));
        TestHost.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-u",
                "-F",
                "raw",
                "-b",
                seen("_base/image"),
                disk(source).toString(),
                "64M");
        Files.writeString(source.instances(UUID + "/disk.info"), "{\"" + seen(UUID + "/disk") + "\": \"qcow2\"}");
        Files.writeString(source.instances(UUID + "/console.log"), "not copied");
        TestHost.run(
                "chown", "daemon:bin", source.instances(UUID + "/disk.info").toString());
        source.domain("shut");
    }

    /** From now on the worker has these settings. */
    final void copyBy(CopySettings copying) {
        worker.close();
        settings = TestHost.settings(folder, port, copying);
        worker = TestActivityEnvironment.newInstance();
        worker.registerActivitiesImplementations(new SshHostActivities(hosts, settings));
        activities = worker.newActivityStub(HostActivities.class);
    }

    /** Lets a copy send so many megabytes a second only. */
    final void slowDown(int megabytes) {
        copyBy(new CopySettings(CopySettings.Engine.EXTENTS, 1, megabytes * 1_000_000L, null));
    }

    /** Each test environment does one activity at a time. */
    final HostActivities anotherWorker() {
        TestActivityEnvironment next = TestActivityEnvironment.newInstance();
        others.add(next);
        next.registerActivitiesImplementations(new SshHostActivities(hosts, settings));
        return next.newActivityStub(HostActivities.class);
    }

    @AfterEach
    void stopHosts() {
        others.forEach(TestActivityEnvironment::close);
        worker.close();
        hosts.close();
        source.close();
        target.close();
    }

    String seen(String path) {
        return TestHost.instances(folder) + "/" + path;
    }

    static Path disk(TestHost host) {
        return host.instances(UUID + "/disk");
    }

    static void fill(Path file, int megabytes) throws IOException {
        byte[] bytes = new byte[megabytes * MEGABYTE];
        new Random(7).nextBytes(bytes);
        Files.write(file, bytes);
    }

    static void sparse(Path file, int megabytes) {
        TestHost.run("truncate", "-s", megabytes + "M", file.toString());
    }

    CompletableFuture<CopyResult> copyInBackground(HostFacts facts) {
        return CompletableFuture.supplyAsync(
                () -> activities.copyDirectory(new DirectoryCopy(ROUTE, facts, Duration.ofSeconds(10))));
    }

    /** From the beginning to the end of a verified copy of the directory. */
    CopyResult copy() {
        HostFacts facts = activities.inspect(ON_SOURCE);
        activities.openRoute(ROUTE);
        return activities.copyDirectory(new DirectoryCopy(ROUTE, facts, PATIENCE));
    }

    /** The copy has the content of the source, and nothing else; compared by other means than Ferry's. */
    void assertSame() {
        TestHost.run(
                "diff",
                "-r",
                "--exclude=console.log",
                "--exclude=.ferry-journal",
                source.instances(UUID).toString(),
                copied("").toString());
    }

    static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    static void write(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    /** Bytes that the copy of the disk takes at the target. */
    long arrived() {
        Path file = copied("disk");
        String blocks = Files.exists(file) ? TestHost.run("stat", "-c", "%b", file.toString()) : "0";
        return Long.parseLong(blocks.strip()) * 512;
    }

    /** A file of this run's copy of the directory. */
    Path copied(String path) {
        return target.instances(UUID + ".ferry-0123abcd/" + path);
    }

    /** Processes of a copy on the source: the one that sends, and its connections. */
    final Stream<ProcessHandle> senders() {
        return processes("copy-start", "target extents", "target:");
    }

    /** Processes of these hosts that have one of the words in their command line. */
    final Stream<ProcessHandle> processes(String... words) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(folder + "/") || line.contains("-p " + port))
                        .filter(line -> Stream.of(words).anyMatch(line::contains))
                        .isPresent());
    }

    /** What a run leaves behind on the hosts; nothing when it has ended. */
    Map<String, String> traces() throws IOException {
        return Map.of(
                        "state of source",
                                TestHost.run("ls", source.files.resolve("run").toString()),
                        "state of target",
                                TestHost.run("ls", target.files.resolve("run").toString()),
                        "keys",
                                TestHost.run(
                                                "grep",
                                                "-c",
                                                "",
                                                target.files
                                                        .resolve("home/.ssh/authorized_keys")
                                                        .toString())
                                        .replace("1\n", ""),
                        "copies", TestHost.run("find", target.instances("").toString(), "-name", "*.ferry-*"))
                .entrySet()
                .stream()
                .filter(trace -> !trace.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static void assertFailure(String type, Runnable activity) {
        assertThatThrownBy(activity::run)
                .isInstanceOf(ActivityFailure.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        failure -> assertThat(failure.getType()).isEqualTo(type));
    }
}
