package org.ferry.workflows.activity;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code compute_nodes}.
 *
 * @param cell name of the cell in the worker's configuration
 * @param hypervisorHostname what goes to {@code instances.node}; often the fully qualified name
 * @param id what goes to {@code instances.compute_id} where the schema has it (28.0.0 and later)
 */
public record ComputeNode(
        String cell,
        String host,
        String hypervisorHostname,
        @Nullable Long id) {}
