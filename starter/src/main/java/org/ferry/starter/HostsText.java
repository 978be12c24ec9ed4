package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ferry.report.Human;
import org.ferry.workflows.hosts.HostCapacity;
import org.ferry.workflows.hosts.HostCapacity.Use;

/** The compute hosts, one a row. */
final class HostsText {
    private static final long MIB_PER_GIB = 1024;
    private static final String LEGEND = "VCPUS, MEMORY, DISK: what its instances may use by their flavors / what is"
            + " claimed in Placement / what there is × how often it may be claimed.\n"
            + "FREE DISK: what is really free on the host.";

    private HostsText() {}

    /** Its lines. */
    static List<String> of(List<HostCapacity> hosts, Style style, int columns) {
        Table table = new Table(
                style,
                "HOST",
                "ZONE",
                "STATE",
                ">INSTANCES",
                ">VCPUS",
                ">MEMORY GiB",
                ">DISK GiB",
                ">FREE DISK",
                "NOTE");
        for (HostCapacity host : hosts) {
            table.row(
                    host.host(),
                    host.zone(),
                    state(host),
                    String.valueOf(host.instances()),
                    use(host.vcpus(), 1),
                    use(host.memoryMiB(), MIB_PER_GIB),
                    use(host.diskGiB(), 1),
                    host.freeDiskBytes() < 0 ? "?" : Human.size(host.freeDiskBytes()),
                    notes(host));
        }
        List<String> lines = new ArrayList<>(table.lines(columns));
        lines.add("");
        Human.wrapped(LEGEND, columns).forEach(line -> lines.add(style.faint(line)));
        return lines;
    }

    /** Whether nova-compute reports, and whether Nova's scheduler may choose the host. */
    static String state(HostCapacity host) {
        return (host.up() ? "up" : "down") + ", " + (host.enabled() ? "enabled" : "disabled");
    }

    /** How often it may be claimed: {@code ×16}, {@code ×1.5}. */
    static String ratio(Use use) {
        return "×" + number(use.ratio());
    }

    private static String use(Use use, long unit) {
        return scaled(use.usedMax(), unit) + "/" + scaled(use.claimed(), unit) + "/" + scaled(use.total(), unit)
                + ratio(use);
    }

    private static String scaled(long amount, long unit) {
        return number((double) amount / unit);
    }

    /** With one digit after the point at most, and none where it would be a zero. */
    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceAll("\\.0$", "");
    }

    private static String notes(HostCapacity host) {
        String disabled = host.disabledReason();
        String unreachable = host.unreachable();
        return String.join(
                "\n",
                Stream.of(
                                host.enabled() || disabled == null || disabled.isEmpty() ? "" : "disabled: " + disabled,
                                unreachable == null ? "" : "does not answer: " + Human.oneLine(unreachable))
                        .filter(note -> !note.isEmpty())
                        .toList());
    }
}
