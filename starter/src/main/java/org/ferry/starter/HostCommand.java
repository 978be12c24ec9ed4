package org.ferry.starter;

import org.ferry.workflows.hosts.HostCapacity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry host}: what one compute host has, and which projects use it. */
@Command(
        name = "host",
        description = {"Describe a compute host: what it has, and which projects use how much of it.", ""})
final class HostCommand extends FerryCommand {
    @Parameters(paramLabel = "HOST", description = "Name of the compute host, as Nova has it.")
    String name = "";

    @Override
    Exit run(Temporal temporal, Output output) {
        if (name.isBlank()) {
            throw new StarterException(Exit.USAGE, "HOST must be the name of a compute host; it is \"" + name + "\"");
        }
        HostCapacity host = temporal.answers().hosts(name).get(0);
        output.print(Json.host(host), HostText.of(host, output.style(), output.columns()));
        return Exit.DONE;
    }
}
