package org.ferry.starter;

import org.ferry.workflows.choose.Plan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ferry plan}: shows how an instance would be moved. */
@Command(
        name = "plan",
        description = {
            "Show how an instance would be moved, where to, and why not otherwise.",
            "Nothing is changed by planning: it only looks.",
            ""
        })
final class PlanCommand extends FerryCommand {
    @Parameters(paramLabel = "INSTANCE", description = "Uuid or name of the instance.")
    String instance = "";

    @ArgGroup(validate = false, order = 1, heading = "%nWhere to, and which way:%n")
    ChoosingOptions choosing = new ChoosingOptions();

    @Override
    Exit run(Temporal temporal, Output output) {
        Request request = choosing.request().with("dryRun", true);
        request.check();
        InstanceRef ref = InstanceRef.resolve(instance, temporal);
        Plan plan = temporal.answers().plan(ref, request.of(ref.id()));
        output.print(Json.plan(plan), PlanText.of(plan, output.style(), output.columns()));
        return Exit.of(plan);
    }
}
