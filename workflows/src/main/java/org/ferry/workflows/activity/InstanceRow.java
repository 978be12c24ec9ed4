package org.ferry.workflows.activity;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the cell database says of an instance beyond the API.
 *
 * @param cell name of the cell in the worker's configuration whose database has the row
 * @param node {@code instances.node}
 * @param numaTopology whether it has a NUMA topology or pinned CPUs ({@code instance_extra})
 * @param pciRequests whether it has PCI requests, of a flavor or an SR-IOV port
 * @param updatedAt when Nova last changed the row, as the database writes it
 * @param imageProperties properties of the image that it was booted from, without the prefix {@code image_}
 */
public record InstanceRow(
        String cell,
        String host,
        String node,
        String vmState,
        @Nullable String taskState,
        boolean numaTopology,
        boolean pciRequests,
        @Nullable String updatedAt,
        Map<String, String> imageProperties) {}
