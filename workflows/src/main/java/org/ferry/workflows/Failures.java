package org.ferry.workflows;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;

/**
 * The failures that mean something to a workflow. They are never retried: the same look at the world would say the
 * same. Any other exception of an activity means "could not be reached or not known", and is retried with backoff.
 */
public final class Failures {
    /** The request can't be carried out; nothing was touched. */
    public static final String REFUSED = "Refused";
    /** It did not get its turn before the moment that the request names; nothing was touched. */
    public static final String TOO_LATE = "TooLate";
    /** The instance, or something it needs, is not as this run left it: a person or another tool changed it. */
    public static final String WORLD_CHANGED = "WorldChanged";
    /** The target host has no room for the copy. */
    public static final String TARGET_FULL = "TargetFull";
    /** The target host did not answer, or the copy to it made no progress, for longer than the run's patience. */
    public static final String TARGET_LOST = "TargetLost";
    /** The copy at the target differs from the source after it was repaired once. */
    public static final String COPY_CORRUPT = "CopyCorrupt";
    /** The method could not move the instance, which is well on its source: another method may be tried. */
    public static final String METHOD_FAILED = "MethodFailed";
    /** Nova has the instance in ERROR after a move of its own: a person has to see where it is and bring it up. */
    public static final String INSTANCE_IN_ERROR = "InstanceInError";
    /** The migration was undone: the instance is back as it was before; the cause tells why. */
    public static final String RETURNED = "Returned";
    /** A person cancelled the migration, and it was undone. */
    public static final String CANCELLED = "Cancelled";
    /** Undoing could not be finished; the message lists what a person has to put right. */
    public static final String NEEDS_OPERATOR = "NeedsOperator";

    private Failures() {}

    /** A failure of the given type, one of the constants above, that is not retried. */
    public static ApplicationFailure of(String type, String message) {
        return ApplicationFailure.newNonRetryableFailure(message, type);
    }

    /** As {@link #of(String, String)}, keeping the cause. */
    public static ApplicationFailure of(String type, String message, Throwable cause) {
        return ApplicationFailure.newNonRetryableFailureWithCause(message, type, cause);
    }

    /** Throws the cancellation that an activity or a child has ended with; any other failure is left to the caller. */
    public static void rethrowCancellation(Throwable failure) {
        if (failure.getCause() instanceof CanceledFailure cancelled) {
            throw cancelled;
        }
    }

    /** The message of an activity's or a child's failure as its author wrote it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ApplicationFailure)) {
            cause = cause.getCause();
        }
        return cause instanceof ApplicationFailure application
                ? application.getOriginalMessage()
                : String.valueOf(cause.getMessage());
    }
}
