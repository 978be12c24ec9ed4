package org.ferry.activities.hosts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * One authenticated SSH connection. Safe for use by several threads.
 *
 * <p>Works around sshj 0.40: closing a session whose command still runs blocks 30 s, so a command that takes too long
 * costs the whole connection; a command with undrained output never ends, so both its streams are always drained; and
 * keep-alive has to be chosen before connecting.
 */
final class SshConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 15_000;
    private static final int KEEP_ALIVE_SECONDS = 15;
    /** sshd admits 10 sessions in a connection unless told otherwise. */
    private static final int SESSIONS = 8;

    /** sshj logs each trouble several times, with stack traces, and then throws an exception that says the same. */
    private static final LoggerFactory SILENT = new LoggerFactory() {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    };

    private final String host;
    private final SSHClient client;
    private final ExecutorService streams;
    private final Semaphore sessions = new Semaphore(SESSIONS, true);
    private volatile @Nullable String hostKey;

    private SshConnection(String host, SSHClient client, ExecutorService streams) {
        this.host = host;
        this.client = client;
        this.streams = streams;
    }

    /**
     * Connects, checks the host's key against known_hosts, under its name or its address, and authenticates.
     *
     * @throws IOException when any of that fails; the message tells which
     */
    static SshConnection open(String host, String address, HostSettings settings, ExecutorService streams)
            throws IOException {
        DefaultConfig config = new DefaultConfig();
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        config.setLoggerFactory(SILENT);
        SSHClient client = new SSHClient(config);
        SshConnection connection = new SshConnection(host, client, streams);
        try {
            OpenSSHKnownHosts known =
                    new OpenSSHKnownHosts(settings.knownHostsFile().toFile(), SILENT);
            client.addHostKeyVerifier(connection.verifier(known));
            client.setConnectTimeout(CONNECT_MILLIS);
            client.setTimeout(CONNECT_MILLIS);
            client.connect(address, settings.port());
            client.getConnection().getKeepAlive().setKeepAliveInterval(KEEP_ALIVE_SECONDS);
            client.authPublickey(settings.user(), settings.identityFile().toString());
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    boolean usable() {
        return client.isConnected() && client.isAuthenticated();
    }

    /** The host's verified key as OpenSSH writes it, type and base64. */
    String hostKey() {
        String key = hostKey;
        if (key == null) {
            throw new IllegalStateException("not connected");
        }
        return key;
    }

    /**
     * Runs a command of the remote shell and waits for its end.
     *
     * @throws IOException when the connection breaks, or when the command takes longer than the deadline; then the
     *     connection is closed, and the command may go on
     */
    Output run(String command, byte[] input, Duration deadline) throws IOException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        if (!sessions.tryAcquire(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("no free session within " + deadline.toSeconds() + " s");
        }
        boolean over = false;
        try {
            Session session = session();
            Session.Command process = session.exec(command);
            Future<byte[]> output = streams.submit(() -> drain(process.getInputStream()));
            Future<byte[]> errors = streams.submit(() -> drain(process.getErrorStream()));
            Future<?> feed = streams.submit(() -> feed(process.getOutputStream(), input));
            byte[] written = output.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            byte[] complaints = errors.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            process.join(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            feed.cancel(true);
            Integer status = process.getExitStatus();
            if (status == null) {
                throw new IOException("the connection broke, or the command was killed");
            }
            over = true;
            session.close();
            return new Output(status, text(written), text(complaints));
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + deadline.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("the connection broke: " + e.getCause(), e);
        } finally {
            sessions.release();
            if (!over) {
                close();
            }
        }
    }

    @Override
    public void close() {
        try {
            client.disconnect();
        } catch (IOException e) {
            // It is of no use any more, whatever it says.
            return;
        }
    }

    /** sshj tells a connection that is gone by an exception that a wrong call would get. */
    private Session session() throws IOException {
        try {
            return client.startSession();
        } catch (IllegalStateException e) {
            throw new IOException("the connection broke: " + e.getMessage(), e);
        }
    }

    private HostKeyVerifier verifier(OpenSSHKnownHosts known) {
        return new HostKeyVerifier() {
            @Override
            public boolean verify(String address, int port, PublicKey key) {
                hostKey = KeyType.fromKey(key)
                        + " "
                        + Base64.getEncoder()
                                .encodeToString(new Buffer.PlainBuffer()
                                        .putPublicKey(key)
                                        .getCompactData());
                return known.verify(address, port, key) || known.verify(host, port, key);
            }

            @Override
            public List<String> findExistingAlgorithms(String address, int port) {
                List<String> algorithms = known.findExistingAlgorithms(address, port);
                return algorithms.isEmpty() ? known.findExistingAlgorithms(host, port) : algorithms;
            }
        };
    }

    private static byte[] drain(InputStream stream) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[16_384];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            if (kept.size() < Output.LIMIT) {
                kept.write(buffer, 0, n);
            }
        }
        return kept.toByteArray();
    }

    private static @Nullable Void feed(OutputStream stream, byte[] input) throws IOException {
        try (stream) {
            stream.write(input);
        }
        return null;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A command's end. What it wrote beyond some megabytes is dropped. */
    record Output(int status, String out, String err) {
        private static final int LIMIT = 8 << 20;
    }
}
