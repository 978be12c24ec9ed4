package org.ferry.activities.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A plain TCP proxy before a MariaDB server that cuts the connection at a COMMIT: either before the server gets it, or
 * after the server has carried it out and before the client gets the answer.
 */
final class CutAtCommitProxy implements AutoCloseable {
    private static final String COMMIT = "COMMIT";

    /** When to cut, if at all. */
    enum Cut {
        NEVER,
        BEFORE_THE_SERVER_GETS_IT,
        AFTER_THE_SERVER_DID_IT
    }

    private final ServerSocket listener;
    private final int serverPort;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);
    private final AtomicInteger commits = new AtomicInteger();

    CutAtCommitProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        daemon(this::accept);
    }

    String url(String schema) {
        return "jdbc:mariadb:sequential://127.0.0.1:" + listener.getLocalPort() + "/" + schema;
    }

    /** Cuts the next commit, once. */
    void cutNext(Cut cut) {
        next.set(cut);
    }

    /** Commits that clients sent so far. */
    int commits() {
        return commits.get();
    }

    @Override
    public void close() {
        quietly(listener);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                AtomicReference<Cut> cut = new AtomicReference<>(Cut.NEVER);
                daemon(() -> forwardRequests(client, server, cut));
                daemon(() -> forwardAnswers(server, client, cut));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** The client waits for each answer before it sends on, so that a read is one request. */
    private void forwardRequests(Socket client, Socket server, AtomicReference<Cut> cut) {
        byte[] buffer = new byte[65536];
        try (client;
                server) {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (new String(buffer, 0, n, StandardCharsets.ISO_8859_1).endsWith(COMMIT)) {
                    commits.incrementAndGet();
                    cut.set(next.getAndSet(Cut.NEVER));
                    if (cut.get() == Cut.BEFORE_THE_SERVER_GETS_IT) {
                        return;
                    }
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException gone) {
            // One end closed; try-with-resources closes the other.
        }
    }

    private static void forwardAnswers(Socket server, Socket client, AtomicReference<Cut> cut) {
        byte[] buffer = new byte[65536];
        try (client;
                server) {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (cut.get() == Cut.AFTER_THE_SERVER_DID_IT) {
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException gone) {
            // As above.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
