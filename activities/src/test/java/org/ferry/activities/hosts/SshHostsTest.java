package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real sshd: the defects of sshj that matter here do not show on Apache's. */
class SshHostsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    static Path folder;

    private static int port;
    private static TestHost host;
    private SshHosts hosts;

    @BeforeAll
    static void startSshd() throws Exception {
        port = TestHost.freePort();
        host = TestHost.create("a", folder, port);
    }

    @AfterAll
    static void stopSshd() {
        host.close();
    }

    @BeforeEach
    void connect() {
        hosts = new SshHosts(TestHost.settings(folder, port));
    }

    @AfterEach
    void disconnect() {
        hosts.close();
    }

    @Test
    void passesInputOutputAndExitCode() {
        SshConnection.Output output = hosts.run(
                "a",
                List.of("sh", "-c", "cat; echo problem >&2; exit 7"),
                "text".getBytes(StandardCharsets.UTF_8),
                LONG);

        assertThat(output).isEqualTo(new SshConnection.Output(7, "text", "problem\n"));
    }

    @Test
    void givesEachWordToTheRemoteShellAsItIs() {
        String word = "a'b\"c $(id) `id` ; & | * ~ \\ \n end";

        assertThat(hosts.run("a", List.of("printf", "%s", word), NOTHING, LONG).out())
                .isEqualTo(word);
    }

    @Test
    void endsACommandThatComplainsALot() {
        SshConnection.Output output = hosts.run(
                "a", List.of("sh", "-c", "head -c 8388608 /dev/zero | tr '\\0' x >&2; echo end"), NOTHING, LONG);

        assertThat(output.out()).isEqualTo("end\n");
        assertThat(output.err()).hasSizeGreaterThan(8_000_000);
    }

    @Test
    void givesUpAtTheDeadlineWithoutWaitingForTheCommandAndConnectsAgain() {
        long began = System.nanoTime();

        assertThatThrownBy(() -> hosts.run("a", List.of("sleep", "25"), NOTHING, Duration.ofSeconds(1)))
                .isInstanceOf(HostException.Unreachable.class)
                .hasMessageContaining("no answer within 1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(hosts.run("a", List.of("echo", "again"), NOTHING, LONG).out())
                .isEqualTo("again\n");
    }

    /** The defect that the test above guards against. With its default it takes 30 s instead of 2. */
    @Test
    void sshjItselfHangsWhenASessionIsClosedWhileItsCommandRuns() throws Exception {
        try (SSHClient client = new SSHClient()) {
            client.loadKnownHosts(folder.resolve("known_hosts").toFile());
            client.connect("127.0.0.1", port);
            client.authPublickey("root", folder.resolve("worker").toString());
            client.getConnection().setTimeoutMs(2000);
            Session session = client.startSession();
            session.exec("sleep 25");
            long began = System.nanoTime();

            assertThatThrownBy(session::close).isInstanceOf(ConnectionException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
        }
    }

    @Test
    void connectsAgainAfterTheHostWasAway() throws Exception {
        assertThat(hosts.run("a", List.of("echo", "1"), NOTHING, LONG).out()).isEqualTo("1\n");
        host.stop();
        try {
            assertThatThrownBy(() -> hosts.run("a", List.of("echo", "2"), NOTHING, LONG))
                    .isInstanceOf(HostException.Unreachable.class)
                    .hasMessageStartingWith("host a: ");
        } finally {
            host.start();
        }

        assertThat(hosts.run("a", List.of("echo", "3"), NOTHING, LONG).out()).isEqualTo("3\n");
    }

    @Test
    void tellsThatAConnectionIsGoneAlsoWhenItBrokeBeforeItsUse() throws Exception {
        ExecutorService streams = Executors.newCachedThreadPool();
        SshConnection connection = SshConnection.open("a", "127.0.0.1", TestHost.settings(folder, port), streams);
        connection.close();

        assertThatThrownBy(() -> connection.run("echo", NOTHING, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the connection broke");
        streams.shutdownNow();
    }

    @Test
    void letsManyThreadsUseOneConnection() {
        List<String> outputs = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> hosts.run("a", List.of("sh", "-c", "sleep 0.1; echo " + i), NOTHING, LONG)
                        .out())
                .toList();

        assertThat(outputs)
                .containsExactlyElementsOf(
                        IntStream.range(0, 30).mapToObj(i -> i + "\n").toList());
    }

    @Test
    void refusesAHostThatIsNotKnown() throws Exception {
        Path empty = Files.createTempFile(folder, "known", "");

        assertRefused(empty);
    }

    @Test
    void refusesAHostWhoseKeyChanged() throws Exception {
        TestHost.keygen(folder.resolve("other"));
        Path other = Files.createTempFile(folder, "known", "");
        Files.writeString(other, "[127.0.0.1]:" + port + " " + TestHost.publicKey(folder.resolve("other")) + "\n");

        assertRefused(other);
    }

    @Test
    void refusesNamesThatAreNotHosts() {
        for (String name : List.of("", "-oProxyCommand=id", "a;id", "a b", "../a", "a\n")) {
            assertThatThrownBy(() -> hosts.run(name, List.of("id"), NOTHING, LONG))
                    .as(name)
                    .isInstanceOf(ApplicationFailure.class)
                    .hasMessageContaining("not a host name");
        }
    }

    private static void assertRefused(Path knownHosts) {
        HostSettings right = TestHost.settings(folder, port);
        HostSettings settings = new HostSettings(
                "root",
                port,
                right.identityFile(),
                knownHosts,
                false,
                right.instancesPath(),
                right.addresses(),
                null,
                null,
                null,
                right.copying());
        try (SshHosts strict = new SshHosts(settings)) {
            assertThatThrownBy(() -> strict.run("a", List.of("true"), NOTHING, LONG))
                    .isInstanceOf(HostException.Unreachable.class)
                    .hasMessageContaining("no SSH connection to root@127.0.0.1 port " + port)
                    .hasMessageContaining("verif");
        }
    }
}
