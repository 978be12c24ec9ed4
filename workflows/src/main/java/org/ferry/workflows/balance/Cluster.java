package org.ferry.workflows.balance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ferry.workflows.activity.ServerGroup;

/**
 * What is to be balanced, as it is now. Two hosts of one name, two instances of one id and an instance on a host that is
 * not there are refused.
 *
 * @param groups server groups with all their members, also those whose hosts are not among these
 */
public record Cluster(List<HostLoad> hosts, List<Guest> guests, List<ServerGroup> groups) {
    public Cluster {
        hosts = List.copyOf(hosts);
        guests = List.copyOf(guests);
        groups = List.copyOf(groups);
        Set<String> names = new HashSet<>();
        for (HostLoad host : hosts) {
            require(names.add(host.name()), "host " + host.name() + " is given twice");
        }
        Set<String> ids = new HashSet<>();
        for (Guest guest : guests) {
            require(ids.add(guest.id()), "instance " + guest.id() + " is given twice");
            require(names.contains(guest.host()), "instance " + guest.id() + " is on " + guest.host() + ", not given");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
