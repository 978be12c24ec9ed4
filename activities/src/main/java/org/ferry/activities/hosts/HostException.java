package org.ferry.activities.hosts;

/** Something on a host did not work; trying again may help. The message names the host. */
public class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HostException(String message) {
        super(message);
    }

    HostException(String message, Throwable cause) {
        super(message, cause);
    }

    /** No SSH connection to the host, or it broke; what it was asked to do may have been done. */
    static final class Unreachable extends HostException {
        private static final long serialVersionUID = 1L;
        private final String host;

        Unreachable(String host, String message, Throwable cause) {
            super("host " + host + ": " + message, cause);
            this.host = host;
        }

        String host() {
            return host;
        }
    }

    /** The helper on the host says what is wrong. */
    static final class Reported extends HostException {
        private static final long serialVersionUID = 1L;
        private final String type;

        Reported(String host, String type, String message) {
            super("host " + host + ": " + message);
            this.type = type;
        }

        /** One of the helper's error types, for example {@code no-route}. */
        String type() {
            return type;
        }
    }
}
