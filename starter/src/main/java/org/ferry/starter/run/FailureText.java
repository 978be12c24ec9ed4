package org.ferry.starter.run;

import io.temporal.api.failure.v1.Failure;

/** Temporal's failures as people read them. */
final class FailureText {
    private FailureText() {}

    /** Its message and those of its causes, outermost first, each said once. */
    static String of(Failure failure) {
        StringBuilder text = new StringBuilder(failure.getMessage());
        Failure next = failure;
        while (next.hasCause()) {
            next = next.getCause();
            if (!next.getMessage().isEmpty() && text.indexOf(next.getMessage()) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(next.getMessage());
            }
        }
        return text.isEmpty() ? "no reason was given" : text.toString();
    }
}
