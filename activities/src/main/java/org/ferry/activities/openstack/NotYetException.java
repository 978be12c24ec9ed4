package org.ferry.activities.openstack;

/** The cloud is not where it should be, but may still get there: the activity is tried again. */
public final class NotYetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotYetException(String message) {
        super(message);
    }
}
