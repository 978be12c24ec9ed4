package org.ferry.starter;

import java.util.List;
import org.ferry.workflows.hosts.HostCapacity;
import picocli.CommandLine.Command;

/** {@code ferry hosts}: what compute hosts have. */
@Command(
        name = "hosts",
        description = {
            "List the compute hosts: state, what is used, claimed and there, and the disk that is really free.",
            ""
        })
final class HostsCommand extends FerryCommand {
    @Override
    Exit run(Temporal temporal, Output output) {
        List<HostCapacity> hosts = temporal.answers().hosts(null);
        output.print(hosts.stream().map(Json::host).toList(), HostsText.of(hosts, output.style(), output.columns()));
        return Exit.DONE;
    }
}
