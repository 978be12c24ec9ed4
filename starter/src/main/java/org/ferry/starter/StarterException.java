package org.ferry.starter;

/** Ends the command with a message for a person: what is wrong, and what to do. */
final class StarterException extends RuntimeException {
    private final Exit exit;

    StarterException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    StarterException(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
