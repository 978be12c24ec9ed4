package org.ferry.workflows.activity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one compute host has of an instance, seen on the host itself.
 *
 * @param domain state of its domain there
 * @param directory files of the instance directory (without {@code console.log}); empty when there is none
 * @param directoryExists whether {@code instances_path/<uuid>} is there
 * @param baseImages images below {@code instances_path/_base} that the disks are backed by
 * @param leftovers names in instances_path of former moves or resizes of this instance, for example {@code <uuid>_resize}
 * @param instancesPath instances_path, absolute
 * @param freeBytes free space of that file system, in bytes
 * @param fileSystem type and source of the file system of instances_path, for example {@code nfs4 filer:/nova}: the same
 *     network file system on two hosts is shared storage
 * @param guestCpu what the running domain's processors need; null while it does not run
 * @param obstacles what the helper found that can't be moved by hand, in an operator's words: special files, symbolic
 *     links, backing files outside instances_path
 */
public record HostFacts(
        DomainState domain,
        boolean directoryExists,
        List<File> directory,
        List<Disk> disks,
        List<BaseImage> baseImages,
        List<String> leftovers,
        String instancesPath,
        long freeBytes,
        List<String> obstacles,
        String fileSystem,
        @Nullable CpuModel guestCpu) {

    /**
     * A file of the instance directory.
     *
     * @param path relative to the instance directory
     * @param size apparent size in bytes
     * @param allocated bytes that it takes on the disk
     * @param mode permission bits in octal, for example {@code 0644}
     */
    public record File(String path, long size, long allocated, String mode, String owner, String group) {}

    /**
     * A disk image of the instance directory, from {@code qemu-img info -U --backing-chain}.
     *
     * @param path relative to the instance directory
     * @param format {@code qcow2} or {@code raw}
     * @param backingFile absolute path of its backing file
     */
    public record Disk(String path, String format, @Nullable String backingFile) {}

    /**
     * An image of the image cache.
     *
     * @param name file name below {@code _base}
     */
    public record BaseImage(String name, long size, long allocated) {}

    /** Bytes that the instance directory takes. */
    public long directoryBytes() {
        return directory.stream().mapToLong(File::allocated).sum();
    }
}
