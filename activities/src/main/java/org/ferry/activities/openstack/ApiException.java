package org.ferry.activities.openstack;

import org.jspecify.annotations.Nullable;

/**
 * An OpenStack API refused a request or did not answer. The message names the request, what came back and, where no
 * answer came to a request that changes something, that its outcome is unknown: whoever retries looks first.
 */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    ApiException(String message, int status, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status, 0 where no answer came. */
    public int status() {
        return status;
    }

    /** The error code of the service, such as Placement's {@code placement.concurrent_update}; else empty. */
    public String code() {
        return code;
    }

    /** The exception that fits the status. */
    static ApiException of(int status, String code, String message) {
        return switch (status) {
            case 401 -> new Unauthorized(message, code);
            case 404 -> new NotFound(message, code);
            case 409 -> new Conflict(message, code);
            default -> new ApiException(message, status, code, null);
        };
    }

    /** 401: the token is not accepted (any more). The request was not carried out. */
    public static final class Unauthorized extends ApiException {
        private static final long serialVersionUID = 1;

        Unauthorized(String message, String code) {
            super(message, 401, code, null);
        }
    }

    /** 404: the service answered that it has no such thing. */
    public static final class NotFound extends ApiException {
        private static final long serialVersionUID = 1;

        NotFound(String message, String code) {
            super(message, 404, code, null);
        }
    }

    /** 409: the thing is not in a state for this request. */
    public static final class Conflict extends ApiException {
        private static final long serialVersionUID = 1;

        Conflict(String message, String code) {
            super(message, 409, code, null);
        }
    }

    /** No complete answer came within the time: not connected, cut off, or too slow. */
    public static final class NoAnswer extends ApiException {
        private static final long serialVersionUID = 1;

        NoAnswer(String message, Throwable cause) {
            super(message, 0, "", cause);
        }
    }
}
