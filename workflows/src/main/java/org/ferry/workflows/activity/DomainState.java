package org.ferry.workflows.activity;

/** State of an instance's libvirt domain on one host. */
public enum DomainState {
    /** Libvirt knows no such domain. */
    ABSENT,
    /** Defined, not running. */
    SHUT_OFF,
    /** Running, paused, or on its way in or out: a QEMU process may write to the disks. */
    ACTIVE
}
