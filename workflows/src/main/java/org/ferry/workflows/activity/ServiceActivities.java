package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Nova's compute services, by which the scheduler takes hosts or leaves them. */
@ActivityInterface(namePrefix = "Services_")
public interface ServiceActivities {
    /** All nova-compute services of all cells, in the order of their hosts' names. */
    List<ComputeService> list();

    /** Disables the service, giving the reason. Disabled already, for whatever reason, is success. */
    void disable(Change change);

    /** Enables the service. Enabled already is success. */
    void enable(String host);

    /**
     * Puts a service back as it was before this run changed it: enabled, or disabled with its old reason. A service
     * that is not as this run left it was changed by a person meanwhile and stays as it is. Back already is success.
     *
     * @return what a person has to know, empty when it was put back
     */
    String restore(Restoration restoration);

    /**
     * A host and why its service is disabled.
     *
     * @param reason at most 255 characters (nova/api/openstack/compute/schemas/services.py, 26.0)
     */
    record Change(String host, String reason) {}

    /**
     * A service that this run changed.
     *
     * @param before as it was
     * @param reason what this run gave as reason when it disabled it; it enabled it if it was disabled before
     */
    record Restoration(ComputeService before, String reason) {}
}
