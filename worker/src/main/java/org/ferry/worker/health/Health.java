package org.ferry.worker.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the worker takes work, and what it waits for where it doesn't. Thread-safe. */
public final class Health {
    private final Map<String, String> waitingFor = new ConcurrentHashMap<>();
    private volatile Stage stage = Stage.STARTING;
    private volatile @Nullable BooleanSupplier temporalConnected;

    /** What a worker does one after the other. */
    private enum Stage {
        STARTING,
        WORKING,
        STOPPING
    }

    /** Tells that the start waits for something. */
    public void waitsFor(String what, String problem) {
        waitingFor.put(what, problem);
    }

    /** Tells that it is there. */
    public void has(String what) {
        waitingFor.remove(what);
    }

    /** Tells that the worker polls for work, and how to find out whether its connection stands. */
    public void works(BooleanSupplier connected) {
        temporalConnected = connected;
        stage = Stage.WORKING;
    }

    /** Tells that the worker finishes what it does and takes nothing new. */
    public void stops() {
        stage = Stage.STOPPING;
    }

    /** The answer for a monitoring system. */
    public Answer answer() {
        BooleanSupplier connected = temporalConnected;
        return switch (stage) {
            case STARTING -> new Answer("starting", new TreeMap<>(waitingFor));
            case STOPPING -> new Answer("stopping", Map.of());
            case WORKING ->
                connected != null && connected.getAsBoolean()
                        ? new Answer("up", Map.of())
                        : new Answer("disconnected", Map.of("temporal", "the connection is lost; it is tried again"));
        };
    }

    /**
     * A look at the worker.
     *
     * @param status up, starting, disconnected or stopping
     * @param waitingFor what is not there, to why
     */
    public record Answer(String status, Map<String, String> waitingFor) {
        /** Whether it takes work. */
        boolean isUp() {
            return status.equals("up");
        }
    }
}
