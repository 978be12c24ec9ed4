package org.ferry.workflows.migrate;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.RunActivities.RunEnd;

/**
 * What a migration that failed has cost all the same: its failure carries it.
 *
 * @param target where it was to go; empty where that was not settled
 * @param method the last that it tried; empty where it tried none
 * @param waitMillis how long it waited for its turn
 * @param downMillis how long the instance was down
 */
public record Spent(String target, String method, long waitMillis, long downMillis) {
    private static final Spent NOTHING = new Spent("", "", 0, 0);

    /** The failure with this in it. */
    TemporalFailure in(TemporalFailure failure) {
        return failure instanceof ApplicationFailure application
                ? ApplicationFailure.newBuilder(application).setDetails(this).build()
                : failure;
    }

    /** How a migration has ended, by the failure that whoever waited for it has got. */
    public static RunEnd endOf(Throwable failure) {
        ApplicationFailure told = failure.getCause() instanceof ApplicationFailure application ? application : null;
        Spent spent = told == null || told.getDetails().getSize() == 0
                ? NOTHING
                : told.getDetails().get(Spent.class);
        return new RunEnd(
                false,
                spent.target(),
                spent.method(),
                spent.downMillis(),
                0,
                List.of(),
                told == null ? "" : told.getType(),
                Failures.reason(failure),
                spent.waitMillis());
    }
}
