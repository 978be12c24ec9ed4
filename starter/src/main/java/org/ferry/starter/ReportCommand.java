package org.ferry.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import org.ferry.report.DrainPage;
import org.ferry.starter.run.DrainRun;
import org.ferry.starter.run.Outcome;
import org.ferry.workflows.drain.ReportedDrain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ferry report}: writes the report of a drain as a page. */
@Command(
        name = "report",
        description = {
            "Write the report of the latest drain of a host, going on or ended, as a page for people: totals, a timeline"
                    + " of every move, every instance, and what failed.",
            "A worker keeps the same at the end of each drain, where its configuration names a folder for reports.",
            ""
        })
final class ReportCommand extends FerryCommand {
    @Parameters(paramLabel = "drain/HOST", description = "The drain; drain-plan/HOST for the latest plan.")
    String drain = "";

    @Option(
            names = "--html",
            required = true,
            paramLabel = "FILE",
            description = "Where to; a file that is there is replaced.")
    Path html = Path.of("");

    @Override
    Exit run(Temporal temporal, Output output) {
        DrainRef ref = DrainRef.require(drain);
        DrainRun run = (DrainRun) viewOf(ref, temporal).read();
        Outcome outcome = run.outcome();
        write(new ReportedDrain(run.workflowId(), run.runId(), outcome == null ? "" : outcome.message(), run.report()));
        output.print(
                Json.accepted("report", run).put("file", html.toString()), "report of the " + ref.what() + ": " + html);
        return Exit.DONE;
    }

    private void write(ReportedDrain reported) {
        try {
            Files.writeString(html, DrainPage.of(reported, ZoneId.systemDefault()));
        } catch (IOException failure) {
            throw new StarterException(Exit.USAGE, "can't write " + html + ": " + failure, failure);
        }
    }
}
