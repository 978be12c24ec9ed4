package org.ferry.workflows.activity;

import java.util.Map;

/**
 * The flavor as it is embedded in the instance (API 2.47), not as it may be today.
 *
 * @param memoryMiB guest memory
 * @param rootGiB root disk; 0 means "as large as the image" or a volume-backed root
 * @param ephemeralGiB all ephemeral disks together
 * @param swapMiB swap disk
 */
public record Flavor(
        String name,
        int vcpus,
        long memoryMiB,
        int rootGiB,
        int ephemeralGiB,
        int swapMiB,
        Map<String, String> extraSpecs) {}
