package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Volumes of an instance: Nova's attachments and Cinder's view of them. */
@ActivityInterface(namePrefix = "Volumes_")
public interface VolumeActivities {
    /**
     * The attached volumes, in the order of their device names. Fails with REFUSED when Cinder does not have one whole
     * and idle (in-use): a move by Nova would leave the instance in ERROR.
     */
    List<AttachedVolume> list(String instanceId);

    /**
     * Detaches the volume and waits until neither Nova nor Cinder has it attached to the instance. The instance must be
     * stopped: never under a running guest (WORLD_CHANGED).
     */
    void detach(Attachment attachment);

    /**
     * Attaches the volume with its tag and delete-on-termination and waits until Cinder says in-use by the instance.
     * Nova's libvirt driver chooses the device name itself (nova/virt/libvirt/driver.py,
     * get_device_name_for_instance), so volumes are attached in the order of their old names. An instance or a volume
     * that is gone is WORLD_CHANGED.
     *
     * @return the volume as attached now
     */
    AttachedVolume attach(Attachment attachment);

    /**
     * Proves that Nova and Cinder have the volume attached to the instance, whole: one whose attachment Nova has left
     * half made works in the guest, and can be neither detached nor moved. Retried until it is so.
     */
    void requireAttached(Attachment attachment);

    /** A volume and the instance that it belongs to. */
    record Attachment(String instanceId, AttachedVolume volume) {}
}
