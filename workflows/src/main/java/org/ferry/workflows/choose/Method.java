package org.ferry.workflows.choose;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways to move an instance, by the names that people type. */
public enum Method {
    /** Nova's live migration: nothing but memory moves, since the disks are volumes or on shared storage. No downtime. */
    LIVE("live"),
    /** Nova's live migration with local disks: memory and disks move while the instance runs. No downtime. */
    BLOCK_LIVE("block-live"),
    /** Nova's cold migration, to a named host by API 2.56, else the scheduler's choice. Down meanwhile. */
    COLD("cold"),
    /** Nova's cold migration, with every other host disabled while the scheduler chooses. Down meanwhile. */
    FORCED_COLD("forced-cold"),
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

    /** Whether the instance goes on running meanwhile. */
    public boolean isLive() {
        return this == LIVE || this == BLOCK_LIVE;
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Method::text).collect(Collectors.joining(", "));
    }
}
