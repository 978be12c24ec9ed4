package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.ferry.report.Human;
import org.ferry.workflows.hosts.HostCapacity;
import org.ferry.workflows.hosts.HostCapacity.Use;

/** One compute host, in the manner of {@code nova host-describe}: what there is, what is used, and by which projects. */
final class HostText {
    private final HostCapacity host;
    private final List<String> lines = new ArrayList<>();

    private HostText(HostCapacity host) {
        this.host = host;
    }

    /** Its lines. */
    static List<String> of(HostCapacity host, Style style, int columns) {
        HostText text = new HostText(host);
        text.lines.add(style.strong(host.host()) + "  " + HostsText.state(host));
        text.facts();
        text.lines.add("");
        text.uses(style, columns);
        return text.lines;
    }

    private void facts() {
        if (!host.enabled() && host.disabledReason() != null) {
            fact("reason", host.disabledReason());
        }
        fact("zone", host.zone());
        fact("aggregates", host.aggregates().isEmpty() ? "none" : String.join(", ", host.aggregates()));
        fact("instances", String.valueOf(host.instances()));
        fact(
                "claimable",
                "vCPUs " + HostsText.ratio(host.vcpus()) + ", memory " + HostsText.ratio(host.memoryMiB()) + ", disk "
                        + HostsText.ratio(host.diskGiB()));
        if (host.unreachable() == null) {
            fact(
                    "really free",
                    Human.size(host.freeDiskBytes()) + " of disk, " + Human.size(host.freeMemoryBytes())
                            + " of memory");
        } else {
            fact("really free", "unknown, the host does not answer: " + Human.oneLine(host.unreachable()));
        }
    }

    private void uses(Style style, int columns) {
        Table table = new Table(style, "PROJECT", ">INSTANCES", ">VCPUS", ">MEMORY MiB", ">DISK GiB", "");
        table.row(use("(total)", Use::total, ""));
        table.row(use("(used now)", Use::claimed, "claimed in Placement"));
        table.row(use("(used max)", Use::usedMax, "by the flavors of its instances"));
        host.projects()
                .forEach(project -> table.row(
                        project.project(),
                        String.valueOf(project.instances()),
                        String.valueOf(project.vcpus()),
                        String.valueOf(project.memoryMiB()),
                        String.valueOf(project.diskGiB()),
                        ""));
        lines.addAll(table.lines(columns));
    }

    private String[] use(String name, ToLongFunction<Use> what, String meaning) {
        return new String[] {
            name,
            "",
            String.valueOf(what.applyAsLong(host.vcpus())),
            String.valueOf(what.applyAsLong(host.memoryMiB())),
            String.valueOf(what.applyAsLong(host.diskGiB())),
            meaning
        };
    }

    private void fact(String label, String text) {
        lines.add("  %-11s  %s".formatted(label, text));
    }
}
