package org.ferry.workflows.choose;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of decisions: disks, volumes, config drives, and where they lie. */
class DecisionOfStorageTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"roots", "companions", "files"})
    void decides(Case row) {
        row.check();
    }

    static Stream<Case> roots() {
        return Stream.of(
                Case.of(
                        "a root on a volume",
                        Given::bootedFromVolume,
                        "live, cold",
                        "block-live: there is no local disk to copy: live does it",
                        "manual: its root disk is a volume: Nova can move it without copying anything"),
                Case.of(
                        "a stopped instance with its root on a volume",
                        given -> given.bootedFromVolume().stopped(),
                        "cold"),
                Case.of(
                        "a root on a volume beside a swap disk on the host",
                        Given::bootedFromVolumeWithSwap,
                        "block-live, cold",
                        "live: the hosts share no storage; block-live copies them",
                        "manual: its root disk is a volume"),
                Case.of(
                        "a root on a volume beside a swap disk on the host, on old Nova",
                        given -> given.bootedFromVolumeWithSwap().api("2.12"),
                        "forced-cold",
                        "live: the hosts share no storage",
                        "block-live: with volumes attached, Nova before API 2.25 can't copy local disks live"),
                Case.of(
                        "disks that Nova keeps in RBD",
                        Given::disksInRbd,
                        "live, cold",
                        "block-live: there is no local disk to copy",
                        "manual: its root disk is not a file on compute-1"),
                Case.of(
                        "an instances_path that both hosts share",
                        Given::sharedInstancesPath,
                        "live, cold",
                        "block-live: there is no local disk to copy",
                        "manual: both hosts have instances_path from nfs4 filer:/nova: there is nothing to copy"),
                Case.of(
                        "an instances_path of its own on a network file system for each host",
                        given -> given.fileSystems("nfs4 filer:/nova-1", "nfs4 filer:/nova-2"),
                        "block-live, cold, manual",
                        "live: the hosts share no storage"),
                Case.of(
                        "a device of the same name on each host",
                        given -> given.fileSystems("xfs /dev/md0", "xfs /dev/md0"),
                        "block-live, cold, manual",
                        "live: the hosts share no storage"));
    }

    static Stream<Case> companions() {
        return Stream.of(
                Case.of("a config drive today", Given::configDrive, "block-live, cold, manual"),
                Case.of(
                        "a config drive on old Nova",
                        given -> given.configDrive().noVolumes().api("2.12"),
                        "forced-cold, manual",
                        "block-live: it has a config drive, a read-only disk, which Nova before API 2.25 can't take"),
                Case.of(
                        "neither config drive nor volume on old Nova",
                        given -> given.noVolumes().api("2.12"),
                        "block-live, forced-cold, manual"),
                Case.of(
                        "a volume attached on old Nova",
                        given -> given.api("2.12"),
                        "forced-cold, manual",
                        "block-live: with volumes attached, Nova before API 2.25 can't copy local disks live"),
                Case.of(
                        "a volume attached and a config drive on Mitaka",
                        given -> given.configDrive().api("2.25"),
                        "block-live, forced-cold, manual"),
                Case.of(
                        "a root on a volume and a config drive on the host today",
                        given -> given.bootedFromVolume().configDrive(),
                        "live, cold"),
                Case.of(
                        "a root on a volume and a config drive on the host, on old Nova",
                        given -> given.bootedFromVolume().configDrive().api("2.12"),
                        "forced-cold",
                        "live: it has a config drive, a read-only disk, which Nova before API 2.25 can't take along"),
                Case.of(
                        "a root on a volume without config drive on old Nova",
                        given -> given.bootedFromVolume().api("2.12"),
                        "live, forced-cold"),
                Case.of(
                        "a config drive on a shared instances_path on old Nova",
                        given -> given.sharedInstancesPath().configDrive().api("2.12"),
                        "live, forced-cold"));
    }

    static Stream<Case> files() {
        return Stream.of(
                Case.of(
                        "a target without room for its disks",
                        given -> given.freeBytes(1L << 20),
                        "cold",
                        "block-live: compute-2 has 1 MiB free on the disk of instances_path; its disks take 4 MiB",
                        "manual: compute-2 has 1 MiB free on the disk of instances_path; the copy takes 44 MiB"),
                Case.of(
                        "a target with room for its disks but not for their base image",
                        given -> given.freeBytes(10L << 20),
                        "block-live, cold",
                        "manual: the copy takes 44 MiB"),
                Case.of(
                        "a target with just enough room for its disks",
                        given -> given.freeBytes(4L << 20),
                        "block-live, cold",
                        "manual: the copy takes 44 MiB"),
                Case.of(
                        "a target with just enough room for its disks and their base image",
                        given -> given.freeBytes(44L << 20),
                        "block-live, cold, manual"),
                Case.of(
                        "a target with room for its disks and with their base image",
                        given -> given.freeBytes(10L << 20).targetImage("abc", 400L << 20),
                        "block-live, cold, manual"),
                Case.of(
                        "a target with room for its disks and a base image of the same name, cut short",
                        given -> given.freeBytes(10L << 20).targetImage("abc", 399L << 20),
                        "block-live, cold",
                        "manual: the copy takes 44 MiB"),
                Case.of(
                        "a target with room for its disks and another base image of the same size",
                        given -> given.freeBytes(10L << 20).targetImage("def", 400L << 20),
                        "block-live, cold",
                        "manual: the copy takes 44 MiB"),
                Case.of(
                        "a directory that is not there",
                        Given::noDirectory,
                        "live, cold",
                        "manual: its directory is not on compute-1 below /var/lib/nova/instances"),
                Case.of(
                        "another instances_path on the target",
                        given -> given.targetPath("/srv/nova"),
                        "block-live, cold",
                        "manual: instances_path differs: /var/lib/nova/instances on compute-1, /srv/nova on compute-2"),
                Case.of(
                        "a file that can't be copied as it is",
                        given -> given.obstacle("disk is a symbolic link"),
                        "block-live, cold",
                        "manual: on compute-1: disk is a symbolic link"));
    }
}
