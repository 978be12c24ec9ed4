package org.ferry.activities.database;

/**
 * A cell's database could not be reached, or it is not known whether it did what it was asked. To be tried again: every
 * activity looks before it acts.
 */
public final class CellUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CellUnavailableException(String message) {
        super(message);
    }

    CellUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
