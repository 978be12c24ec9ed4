package org.ferry.workflows.activity;

import java.util.List;

/**
 * A Neutron port of an instance.
 *
 * @param host {@code binding:host_id}
 * @param status {@code ACTIVE} or {@code DOWN}
 * @param vnicType {@code binding:vnic_type}: anything but {@code normal} is tied to hardware of its host
 */
public record Port(
        String id,
        String host,
        String status,
        String vnicType,
        String vifType,
        String macAddress,
        List<String> addresses) {}
