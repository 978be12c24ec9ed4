package org.ferry.activities.hosts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ferry.workflows.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Connections to compute hosts: one for each, made when first needed, kept, and made anew after it broke. Thread-safe.
 */
public final class SshHosts implements AutoCloseable {
    private final HostSettings settings;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final ExecutorService streams = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ssh-stream");
        thread.setDaemon(true);
        return thread;
    });

    /** Connects to nothing yet. */
    public SshHosts(HostSettings settings) {
        this.settings = settings;
    }

    /** The address of a host, as configured; its name otherwise. */
    String address(String host) {
        if (!Checks.HOST.matcher(host).matches()) {
            throw Failures.of(Failures.REFUSED, "not a host name: " + host);
        }
        return settings.addresses().getOrDefault(host, host);
    }

    /**
     * Runs a command on a host and waits for its end.
     *
     * @throws HostException.Unreachable when there is no connection, when it breaks, or when the deadline passes: then
     *     it is not known what became of the command
     */
    SshConnection.Output run(String host, List<String> command, byte[] input, Duration deadline) {
        return link(host).run(Checks.shellCommand(command), input, deadline);
    }

    /** The host's key, verified against known_hosts, as OpenSSH writes it. */
    String hostKey(String host) {
        return link(host).connected().hostKey();
    }

    @Override
    public void close() {
        links.values().forEach(Link::close);
        streams.shutdownNow();
    }

    private Link link(String host) {
        String address = address(host);
        return links.computeIfAbsent(host, name -> new Link(name, address));
    }

    /** The way to one host. Its lock is held while it connects, so that others wait instead of connecting too. */
    private final class Link {
        private final String host;
        private final String address;
        private @Nullable SshConnection connection;

        Link(String host, String address) {
            this.host = host;
            this.address = address;
        }

        synchronized SshConnection connected() {
            SshConnection current = connection;
            if (current != null && current.usable()) {
                return current;
            }
            try {
                SshConnection opened = SshConnection.open(host, address, settings, streams);
                connection = opened;
                return opened;
            } catch (IOException e) {
                throw new HostException.Unreachable(
                        host,
                        "no SSH connection to " + settings.user() + "@" + address + " port " + settings.port() + ": "
                                + e.getMessage(),
                        e);
            }
        }

        SshConnection.Output run(String command, byte[] input, Duration deadline) {
            try {
                return connected().run(command, input, deadline);
            } catch (IOException e) {
                throw new HostException.Unreachable(host, "SSH: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HostException.Unreachable(host, "SSH: interrupted", new InterruptedIOException());
            }
        }

        synchronized void close() {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
