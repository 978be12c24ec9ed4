package org.ferry.worker.config;

import io.temporal.envconfig.ClientConfigProfile;

/**
 * Which Temporal to work for.
 *
 * @param profile connection, as Temporal's own tools are configured (address, namespace, TLS, API key)
 * @param taskQueue task queue to serve
 */
public record TemporalSettings(ClientConfigProfile profile, String taskQueue) {
    /** Without the profile's secrets. */
    @Override
    public String toString() {
        return "TemporalSettings[address=" + profile.getAddress() + ", namespace=" + profile.getNamespace()
                + ", taskQueue=" + taskQueue + "]";
    }
}
