package org.ferry.starter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Outcome;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.drain.InstanceMove;
import org.jspecify.annotations.Nullable;

/** What the command's exit code says; scripts rely on the numbers. */
enum Exit {
    DONE(0, "Done as asked; of a run: the instance was moved, the host is empty."),
    UNEXPECTED(1, "An error that nobody foresaw; --debug shows more."),
    USAGE(2, "The command line is wrong; nothing was started."),
    REFUSED(3, "Refused, or planned and not possible, with the reasons; nothing was touched."),
    RETURNED(4, "It failed on its way; the instance is back as it was."),
    CANCELLED(5, "Cancelled; the instance is back as it was, the drain moves nothing more."),
    NEEDS_OPERATOR(6, "It ended, and a person has to put something right."),
    GOING_ON(7, "A run of this instance or host is going on."),
    UNREACHABLE(8, "Temporal, a worker or the cloud did not answer."),
    NO_RUN(9, "There is no such run.");

    private final int code;
    private final String text;

    Exit(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    /** How a run that ended, or goes on, is told in an exit code. */
    static Exit of(@Nullable Outcome outcome) {
        if (outcome == null) {
            return GOING_ON;
        }
        return switch (outcome.kind()) {
            case MOVED -> DONE;
            case PLANNED -> of(Objects.requireNonNull(outcome.plan()));
            case REFUSED -> REFUSED;
            case RETURNED -> RETURNED;
            case CANCELLED -> CANCELLED;
            case NEEDS_OPERATOR -> NEEDS_OPERATOR;
            case UNEXPECTED -> UNEXPECTED;
        };
    }

    /** How a drain that ended, or goes on, is told in an exit code. */
    static Exit of(DrainRun drain) {
        Outcome outcome = drain.outcome();
        if (outcome == null || outcome.kind() != Outcome.Kind.PLANNED) {
            return of(outcome);
        }
        return drain.in(InstanceMove.State.BLOCKED).isEmpty() ? DONE : REFUSED;
    }

    /** Whether a plan moves anything, told in an exit code. */
    static Exit of(Plan plan) {
        return plan.order().isEmpty() ? REFUSED : DONE;
    }

    /** Code to meaning, for the help. */
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Exit exit : values()) {
            texts.put(" " + exit.code, exit.text);
        }
        return texts;
    }
}
