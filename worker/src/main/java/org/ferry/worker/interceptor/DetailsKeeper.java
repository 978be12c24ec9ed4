package org.ferry.worker.interceptor;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityExecutionContextBase;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An activity's context that repeats the activity's last heartbeat on demand. Until the activity gives details of its
 * own, those of its attempt before are repeated: a beat without would take them from the attempt after.
 */
final class DetailsKeeper extends ActivityExecutionContextBase {
    private static final Logger log = LoggerFactory.getLogger(DetailsKeeper.class);

    private final ActivityExecutionContext next;
    private @Nullable Object details;
    private boolean fromActivity;
    private boolean ended;

    DetailsKeeper(ActivityExecutionContext next) {
        super(next);
        this.next = next;
        this.details = next.getLastHeartbeatDetails(Object.class).orElse(null);
    }

    /** The activity's own heartbeat; the lock keeps a beat with older details from overtaking it. */
    @Override
    public synchronized <V> void heartbeat(V newDetails) throws ActivityCompletionException {
        details = newDetails;
        fromActivity = true;
        super.heartbeat(newDetails);
    }

    /** Repeats the last details, unless the activity has ended. */
    synchronized void beat() {
        if (ended) {
            return;
        }
        try {
            next.heartbeat(details);
        } catch (ActivityCompletionException told) {
            // Cancelled, timed out or gone: the activity hears it at its own next heartbeat. Until it ends, beating
            // goes on, since the server waits for a cancelled activity too.
            log.debug("Heartbeat answered with {}", told.toString());
        } catch (RuntimeException failure) {
            log.warn("Heartbeat failed: {}", failure.toString());
        }
    }

    /** After this no beat is sent. */
    synchronized void end() {
        ended = true;
    }

    @Override
    public <V> Optional<V> getHeartbeatDetails(Class<V> detailsClass) {
        return getHeartbeatDetails(detailsClass, detailsClass);
    }

    /** As without beats in between: the activity's own, otherwise those of the attempt before. */
    @Override
    public synchronized <V> Optional<V> getHeartbeatDetails(Class<V> detailsClass, Type detailsType) {
        return fromActivity
                ? super.getHeartbeatDetails(detailsClass, detailsType)
                : super.getLastHeartbeatDetails(detailsClass, detailsType);
    }
}
