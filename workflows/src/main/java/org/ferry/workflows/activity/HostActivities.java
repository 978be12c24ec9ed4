package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.time.Duration;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;

/** Compute hosts, reached by SSH: instance files and libvirt domains. */
@ActivityInterface(namePrefix = "Hosts_")
public interface HostActivities {
    /** What this host has of the instance. Changes nothing. */
    HostFacts inspect(InstanceOnHost instance);

    /** What this host really has free. Changes nothing. */
    HostMeasure measure(String host);

    /**
     * Opens the way from the source to the target for this run: where the configuration asks for it, an ephemeral key
     * on the source that the target admits from the source's address, for this run's files alone. Done already is
     * success. Changes nothing else.
     */
    void openRoute(CopyRoute route);

    /** Takes the way back: key and authorisation are gone. Nothing there is success, a host that is gone is not. */
    void closeRoute(CopyRoute route);

    /**
     * Copies an image to the target's {@code _base} under a temporary name, verifies and renames it; where it is there
     * already with the same size, only touches it, so that the image cache keeps it. Heartbeats {@link CopyProgress}.
     * Killed and started again it goes on. Fails with TARGET_FULL, TARGET_LOST, COPY_CORRUPT.
     */
    CopyResult copyBaseImage(BaseImageCopy copy);

    /**
     * Copies the instance directory (without {@code console.log}) to {@code <uuid>.ferry-<run>} on the target and
     * verifies it by checksum. The domain must be shut off on the source (WORLD_CHANGED). Otherwise as
     * {@link #copyBaseImage}. Cancelling it stops the process on the source before it returns.
     */
    CopyResult copyDirectory(DirectoryCopy copy);

    /**
     * Gives the verified copy its real name, {@code <uuid>}, with modes and owners as configured or as on the source.
     * Done already is success.
     */
    void placeDirectory(DirectoryPlacement placement);

    /** The undo of copying and placing: removes this run's copy from the target, under whichever name it has. */
    void discardCopy(CopyRoute route);

    /**
     * Marks the images that the instance is backed by as used now, so that the target's image cache keeps them, and
     * proves that they and the instance directory are there. Fails with WORLD_CHANGED when one is missing.
     */
    void requireFiles(FilesOnHost files);

    /** Proves that no domain of the instance is active on the host; WORLD_CHANGED if one is. */
    void requireShutOff(InstanceOnHost instance);

    /** A digest of the instance directory that changes whenever somebody writes to one of its files. */
    String fingerprint(InstanceOnHost instance);

    /** Proves that nobody has written to the instance's files since; WORLD_CHANGED if somebody has. */
    void requireUnchanged(Untouched files);

    /** The persistent definition (XML) of the instance's domain, without secrets. */
    String describeDomain(InstanceOnHost instance);

    /**
     * Defines the instance's domain, shut off, unless one is defined: Nova's libvirt driver attaches volumes only to a
     * domain that exists; Nova writes the definition anew at each start.
     */
    void defineDomain(DomainDefinition definition);

    /** Proves that the domain is in this state on the host. Retried until it is so. */
    void requireDomain(ExpectedDomain expected);

    /**
     * Puts what the source still has of the instance aside: undefines its domain (never an active one: WORLD_CHANGED)
     * and renames the directory to {@code <uuid>.moved-<run>}.
     *
     * @return the directory's new absolute path
     */
    String quarantine(CopyRoute route);

    /** Deletes the quarantined directory of this run on its source. Nothing there is success. */
    void purge(CopyRoute route);

    /**
     * An image of the image cache to bring to the target.
     *
     * @param patience how long the copy may make no progress before it fails with TARGET_LOST
     */
    record BaseImageCopy(CopyRoute route, HostFacts.BaseImage image, Duration patience) {}

    /**
     * An instance directory to bring to the target.
     *
     * @param files what the source had when it was looked at
     * @param patience how long the copy may make no progress before it fails with TARGET_LOST
     */
    record DirectoryCopy(CopyRoute route, HostFacts files, Duration patience) {}

    /** A verified copy and what it has to look like. */
    record DirectoryPlacement(CopyRoute route, HostFacts files) {}

    /** The files that an instance needs on a host. */
    record FilesOnHost(InstanceOnHost instance, HostFacts files) {}

    /** Files that nobody may have written to since this fingerprint was taken. */
    record Untouched(InstanceOnHost instance, String fingerprint) {}

    /** A domain to define on a host. */
    record DomainDefinition(InstanceOnHost instance, String xml) {}

    /** What libvirt must say. */
    record ExpectedDomain(InstanceOnHost instance, DomainState state) {}
}
