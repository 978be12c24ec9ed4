/**
 * Compute hosts, by SSH. {@link org.ferry.activities.hosts.SshHosts} keeps the connections, {@link
 * org.ferry.activities.hosts.HostHelper} brings a small reviewed program along and calls it, {@link
 * org.ferry.activities.hosts.SshHostActivities} says what is to be done. Everything that is done on a host is in that
 * program, below {@code resources}; what may be done as root is decided by {@code deploy/hosts/sudoers}.
 */
@NullMarked
package org.ferry.activities.hosts;

import org.jspecify.annotations.NullMarked;
