package org.ferry.worker.config;

/**
 * Where the worker answers for its health and metrics.
 *
 * @param address address to listen on
 * @param port TCP port, 0 for any free one
 */
public record HealthSettings(String address, int port) {}
