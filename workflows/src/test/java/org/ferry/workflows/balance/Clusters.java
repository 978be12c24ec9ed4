package org.ferry.workflows.balance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.ferry.workflows.activity.Capacity.Inventory;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.activity.ServerGroup.Member;
import org.ferry.workflows.balance.RebalancePlan.Move;
import org.jspecify.annotations.Nullable;

/** Clusters to balance, and what becomes of them. */
final class Clusters {
    private Clusters() {}

    /** A small cluster: hosts of 100 GiB of memory, 100 vCPUs and 1000 GiB of disk. */
    static final class Builder {
        private final List<HostLoad> hosts = new ArrayList<>();
        private final List<Guest> guests = new ArrayList<>();
        private final List<ServerGroup> groups = new ArrayList<>();

        /** A host with guests of 10 GiB each, named after it and the number. */
        Builder host(String name, int count) {
            return host(name, count, true, true);
        }

        Builder host(String name, int count, boolean gives, boolean receives) {
            hosts.add(new HostLoad(
                    name,
                    new Inventory(100 << 10, 0, 1, count * (10L << 10)),
                    new Inventory(25, 0, 4, count * 4L),
                    new Inventory(1000, 0, 1, count * 40L),
                    gives,
                    receives));
            for (int guest = 0; guest < count; guest++) {
                String id = name + "-" + guest;
                guests.add(new Guest(id, id, name, 10 << 10, 4, 40, null, true, 1000));
            }
            return this;
        }

        /** Has a host use this much memory. */
        Builder fill(String name, long memoryMiB) {
            hosts.replaceAll(host -> host.name().equals(name)
                    ? new HostLoad(
                            name,
                            new Inventory(100 << 10, 0, 1, memoryMiB),
                            host.vcpus(),
                            host.diskGiB(),
                            host.gives(),
                            host.receives())
                    : host);
            return this;
        }

        Builder change(String id, UnaryOperator<Guest> how) {
            guests.replaceAll(guest -> guest.id().equals(id) ? how.apply(guest) : guest);
            return this;
        }

        Builder group(String policy, int maxPerHost, String... ids) {
            List<Member> members = new ArrayList<>();
            for (String id : ids) {
                members.add(new Member(id, id.substring(0, id.lastIndexOf('-')), ""));
            }
            return group(policy, maxPerHost, members);
        }

        Builder group(String policy, int maxPerHost, List<Member> members) {
            groups.add(new ServerGroup(policy + groups.size(), policy, policy, maxPerHost, members));
            return this;
        }

        Cluster cluster() {
            return new Cluster(hosts, guests, groups);
        }
    }

    /** The same in another order. */
    static Cluster shuffled(Cluster cluster, long seed) {
        List<HostLoad> hosts = new ArrayList<>(cluster.hosts());
        List<Guest> guests = new ArrayList<>(cluster.guests());
        List<ServerGroup> groups = new ArrayList<>(cluster.groups());
        Random random = new Random(seed);
        Collections.shuffle(hosts, random);
        Collections.shuffle(guests, random);
        Collections.shuffle(groups, random);
        return new Cluster(hosts, guests, groups);
    }

    /** The cluster when these moves are done. */
    static Cluster after(Cluster cluster, List<Move> moves) {
        Map<String, HostLoad> hosts = new HashMap<>();
        cluster.hosts().forEach(host -> hosts.put(host.name(), host));
        Map<String, Guest> guests = new HashMap<>();
        cluster.guests().forEach(guest -> guests.put(guest.id(), guest));
        for (Move move : moves) {
            Guest guest = guests.get(move.instanceId());
            if (guest == null || !guest.host().equals(move.from())) {
                throw new AssertionError(guest + " is not where " + move + " begins");
            }
            hosts.computeIfPresent(move.from(), (name, host) -> with(host, guest, -1));
            hosts.computeIfPresent(move.to(), (name, host) -> with(host, guest, 1));
            guests.put(guest.id(), at(guest, move.to()));
        }
        List<ServerGroup> groups = cluster.groups().stream()
                .map(group -> new ServerGroup(
                        group.id(),
                        group.name(),
                        group.policy(),
                        group.maxPerHost(),
                        group.members().stream()
                                .map(member -> after(member, guests.get(member.instanceId())))
                                .toList()))
                .toList();
        return new Cluster(
                cluster.hosts().stream().map(host -> hosts.get(host.name())).toList(),
                cluster.guests().stream().map(guest -> guests.get(guest.id())).toList(),
                groups);
    }

    private static Member after(Member member, @Nullable Guest guest) {
        return guest == null ? member : new Member(member.instanceId(), guest.host(), member.movingTo());
    }

    private static HostLoad with(HostLoad host, Guest guest, int sign) {
        return new HostLoad(
                host.name(),
                with(host.memoryMiB(), sign * guest.memoryMiB()),
                with(host.vcpus(), sign * guest.vcpus()),
                with(host.diskGiB(), sign * guest.diskGiB()),
                host.gives(),
                host.receives());
    }

    private static Inventory with(Inventory inventory, long more) {
        return new Inventory(
                inventory.total(), inventory.reserved(), inventory.allocationRatio(), inventory.used() + more);
    }

    static Guest at(Guest guest, String host) {
        return new Guest(
                guest.id(),
                guest.name(),
                host,
                guest.memoryMiB(),
                guest.vcpus(),
                guest.diskGiB(),
                guest.allowedHosts(),
                guest.movable(),
                guest.downMillis());
    }

    /**
     * A cloud as clouds become: three cells, six flavors, hosts of two sizes filled very differently, every 20th empty,
     * every 50th disabled; one instance in ten in an anti-affinity group of three, one in fifty pinned.
     */
    static Cluster cloud(int hostCount, int guestCount, long seed) {
        Random random = new Random(seed);
        long[][] flavors = {{2, 2, 20}, {4, 2, 40}, {8, 4, 80}, {16, 8, 160}, {32, 8, 320}, {64, 16, 320}};
        int[] often = {0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5};
        List<Set<String>> cells = List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        List<HostLoad> hosts = new ArrayList<>();
        double[] popular = new double[hostCount];
        for (int host = 0; host < hostCount; host++) {
            String name = String.format("compute-%04d", host);
            int size = host % 3 == 0 ? 2 : 1;
            boolean enabled = host % 50 != 7;
            popular[host] = host % 20 == 3 ? 0 : size * (0.3 + random.nextDouble());
            hosts.add(new HostLoad(
                    name,
                    new Inventory(size * (384L << 10), 8 << 10, 1, 0),
                    new Inventory(size * 48L, 2, 4, 0),
                    new Inventory(size * 6000L, 100, 1, 0),
                    enabled,
                    enabled));
            cells.get(host % 3).add(name);
        }
        List<Integer> lots = new ArrayList<>();
        for (int host = 0; host < hostCount; host++) {
            lots.addAll(Collections.nCopies((int) (popular[host] * 100), host));
        }
        List<Guest> guests = new ArrayList<>();
        List<ServerGroup> groups = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        while (guests.size() < guestCount) {
            int host = lots.get(random.nextInt(lots.size()));
            long[] flavor = flavors[often[random.nextInt(often.length)]];
            String id = String.format("instance-%05d", guests.size());
            Guest guest = new Guest(
                    id,
                    id,
                    hosts.get(host).name(),
                    flavor[0] << 10,
                    flavor[1],
                    flavor[2],
                    cells.get(host % 3),
                    random.nextInt(50) > 0,
                    random.nextInt(4) == 0 ? 60_000 : 500);
            HostLoad fuller = with(hosts.get(host), guest, 1);
            if (fuller.memoryMiB().free() < 0
                    || fuller.vcpus().free() < 0
                    || fuller.diskGiB().free() < 0) {
                continue;
            }
            hosts.set(host, fuller);
            guests.add(guest);
            if (random.nextInt(10) == 0) {
                members.add(new Member(id, guest.host(), ""));
            }
            if (members.size() == 3) {
                groups.add(new ServerGroup("group-" + groups.size(), "spread", "anti-affinity", 1, members));
                members = new ArrayList<>();
            }
        }
        return new Cluster(hosts, guests, groups);
    }
}
