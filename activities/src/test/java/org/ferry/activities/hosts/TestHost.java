package org.ferry.activities.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A compute host for tests: a real sshd on an address of the loopback interface, in a mount namespace of its own, so
 * that two of them have the same paths but not the same files. Its virsh is a stub that keeps domains in a file.
 */
final class TestHost implements AutoCloseable {
    static final String UUID = "0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final String name;
    final String address;
    /** The host's own files, as seen from outside. */
    final Path files;

    private final int port;
    private @Nullable Process sshd;

    private TestHost(String name, String address, Path shared, int port) throws Exception {
        this.name = name;
        this.address = address;
        this.port = port;
        this.files = shared.resolve(name);
        for (String folder : List.of("instances", "run", "home/.ssh", "ferry", "bin")) {
            Files.createDirectories(files.resolve(folder));
        }
        Files.setPosixFilePermissions(files.resolve("home"), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(shared.resolve("instances"));
        script("virsh", STUB_VIRSH.replace("DOMAINS", files.resolve("domains").toString()));
        Files.writeString(files.resolve("domains"), "");
        keygen(files.resolve("host_key"));
        Files.copy(shared.resolve("worker.pub"), files.resolve("home/.ssh/authorized_keys"));
        Files.writeString(
                shared.resolve("known_hosts"),
                "[" + address + "]:" + port + " " + publicKey(files.resolve("host_key")) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Files.writeString(files.resolve("sshd_config"), """
                ListenAddress %s
                Port %d
                HostKey %s
                PidFile none
                UsePAM no
                UseDNS no
                PermitRootLogin prohibit-password
                SetEnv PATH=%s:%s
                """.formatted(
                        address, port, files.resolve("host_key"), files.resolve("bin"), PATH));
        Files.writeString(files.resolve("start"), """
                set -e
                mkdir -p /run/sshd /run/ferry /var/lib/ferry
                mount --bind %1$s/run /run/ferry
                mount --bind %1$s/ferry /var/lib/ferry
                mount --bind %1$s/home /root
                mount --bind %1$s/instances %2$s
                if [ -e %1$s/limit ]; then mount -t tmpfs -o size=$(cat %1$s/limit)m tmpfs %2$s; fi
                exec "$(command -v sshd || echo /usr/sbin/sshd)" -D -e -f %1$s/sshd_config
                """.formatted(files, instances(shared)));
        start();
    }

    /** A host named {@code a} or {@code b}, on 127.0.0.1 or 127.0.0.2. */
    static TestHost create(String name, Path shared, int port) throws Exception {
        assertThat(Files.exists(Path.of("/usr/sbin/sshd")))
                .as("these tests need /usr/sbin/sshd: apt install openssh-server rsync qemu-utils")
                .isTrue();
        assertThat(System.getProperty("user.name"))
                .as("these tests mount file systems: run them as root")
                .isEqualTo("root");
        if (!Files.exists(shared.resolve("worker"))) {
            keygen(shared.resolve("worker"));
        }
        return new TestHost(name, "127.0.0." + (name.charAt(0) - 'a' + 1), shared, port);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            return socket.getLocalPort();
        }
    }

    static Path instances(Path shared) {
        return shared.resolve("instances");
    }

    static HostSettings settings(Path shared, int port) {
        return settings(shared, port, CopySettings.DEFAULT);
    }

    static HostSettings settings(Path shared, int port, CopySettings copying) {
        return new HostSettings(
                "root",
                port,
                shared.resolve("worker"),
                shared.resolve("known_hosts"),
                false,
                instances(shared).toString(),
                Map.of("a", "127.0.0.1", "b", "127.0.0.2"),
                null,
                null,
                null,
                copying);
    }

    /** A file of the host's instances_path, as seen from outside. */
    Path instances(String path) {
        return files.resolve("instances").resolve(path);
    }

    /** From its next start on, instances_path is a file system of that many megabytes. */
    void limitInstances(int megabytes) throws IOException {
        Files.writeString(files.resolve("limit"), "" + megabytes);
    }

    void domain(String state) throws IOException {
        Files.writeString(files.resolve("domains"), state.isEmpty() ? "" : UUID + " " + state + "\n");
    }

    String domains() throws IOException {
        return Files.readString(files.resolve("domains"));
    }

    /** Puts a program before the system's. */
    void script(String program, String content) throws IOException {
        Path file = files.resolve("bin").resolve(program);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void start() throws IOException, InterruptedException {
        sshd = new ProcessBuilder(
                        "unshare", "--mount", "sh", files.resolve("start").toString())
                .redirectErrorStream(true)
                .redirectOutput(files.resolve("sshd.log").toFile())
                .start();
        for (int i = 0; i < 100; i++) {
            try {
                new Socket(address, port).close();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("sshd did not start: " + Files.readString(files.resolve("sshd.log")));
    }

    /** Power failure, as far as the network sees it: sshd and what it runs are gone. */
    void stop() {
        Process running = Objects.requireNonNull(sshd);
        try {
            List<ProcessHandle> all = running.descendants().toList();
            running.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    static void keygen(Path file) throws Exception {
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file.toString());
    }

    static String publicKey(Path file) throws IOException {
        return Files.readString(Path.of(file + ".pub")).strip();
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + ": " + output)
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Knows list, dumpxml, define and undefine; the file has a line {@code <uuid> active|shut}. */
    private static final String STUB_VIRSH = """
            #!/bin/sh
            shift 3
            case "$1 $2" in
            'list --uuid') sed -n 's/ active$//p' DOMAINS ;;
            'list --all') cut -d' ' -f1 DOMAINS ;;
            'dumpxml --inactive') echo "<domain type='kvm'><uuid>$3</uuid></domain>" ;;
            'dumpxml '*) echo "<domain type='kvm'><uuid>$2</uuid><os><type arch='x86_64'>hvm</type></os></domain>" ;;
            'define /dev/stdin') sed -n 's/.*<uuid>\\(.*\\)<.uuid>.*/\\1 shut/p' >>DOMAINS ;;
            'undefine '*) sed -i "/^$2 /d" DOMAINS ;;
            *) echo "stub: $*" >&2; exit 1 ;;
            esac
            """;
}
