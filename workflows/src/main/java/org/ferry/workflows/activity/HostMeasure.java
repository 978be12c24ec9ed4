package org.ferry.workflows.activity;

import java.util.List;

/**
 * What a compute host really has, seen on the host itself; all in bytes.
 *
 * @param freeDisk of the file system of instances_path
 * @param availableMemory as the kernel estimates it ({@code MemAvailable})
 * @param domains uuids of libvirt's domains, active or not
 */
public record HostMeasure(
        long totalDisk, long freeDisk, long totalMemory, long availableMemory, List<String> domains) {}
