package org.ferry.workflows.migrate;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways to move an instance, by the names that people type. */
public enum Method {
    /** Files by SSH, then the database: works where Nova itself refuses. The instance is down meanwhile. */
    MANUAL("manual");

    private final String text;

    Method(String text) {
        this.text = text;
    }

    /** The name that people type. */
    public String text() {
        return text;
    }

    /** The method of that name. */
    public static Optional<Method> named(String text) {
        return Arrays.stream(values())
                .filter(method -> method.text.equals(text))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Method::text).collect(Collectors.joining(", "));
    }
}
