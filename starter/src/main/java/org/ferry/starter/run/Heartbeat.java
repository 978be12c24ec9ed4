package org.ferry.starter.run;

import io.temporal.api.common.v1.Payloads;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.common.converter.DataConverterException;
import java.util.Optional;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.activity.CopyProgress;
import org.ferry.workflows.activity.LiveProgress;
import org.ferry.workflows.activity.NovaMoveState;
import org.jspecify.annotations.Nullable;

/**
 * What a running step last told of itself.
 *
 * @param copy how far a copy is; null for anything else
 * @param live how far Nova's live migration is; null for anything else
 * @param nova where Nova's cold migration stands; null for anything else
 */
public record Heartbeat(
        @Nullable CopyProgress copy,
        @Nullable LiveProgress live,
        @Nullable NovaMoveState nova) {
    /** Of a step that tells nothing. */
    public static final Heartbeat NONE = new Heartbeat(null, null, null);

    /** Each kind has fields that the others lack; anything else in a heartbeat is none of ours. */
    static Heartbeat of(PendingActivityInfo activity) {
        Payloads details = activity.getHeartbeatDetails();
        if (details.getPayloadsCount() == 0) {
            return NONE;
        }
        CopyProgress copy = read(details, CopyProgress.class);
        LiveProgress live = read(details, LiveProgress.class);
        NovaMoveState nova = read(details, NovaMoveState.class);
        return new Heartbeat(
                copy == null || copy.bytesTotal() <= 0 ? null : copy,
                live == null || live.memoryTotal() + live.diskTotal() <= 0 ? null : live,
                nova == null || nova.status() == null ? null : nova);
    }

    /** How far it is; -1 where it does not tell. */
    public int percent() {
        if (copy != null) {
            return copy.percent();
        }
        return live == null ? -1 : live.percent();
    }

    private static <T> @Nullable T read(Payloads details, Class<T> type) {
        try {
            return FerryDataConverter.instance().fromPayloads(0, Optional.of(details), type, type);
        } catch (DataConverterException somethingElse) {
            return null;
        }
    }
}
