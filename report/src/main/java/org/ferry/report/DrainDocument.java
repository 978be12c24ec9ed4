package org.ferry.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ferry.workflows.drain.DrainReport;
import org.ferry.workflows.drain.InstanceMove;
import org.ferry.workflows.drain.ReportedDrain;

/**
 * A drain as one JSON object. Scripts rely on the fields: add some, but rename and remove none. Times are milliseconds
 * since the epoch, durations are milliseconds.
 */
public final class DrainDocument {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DrainDocument() {}

    /** The whole of it, on lines of its own for people. */
    public static String of(ReportedDrain drain) {
        DrainReport report = drain.report();
        ObjectNode json = MAPPER.createObjectNode()
                .put("workflowId", drain.workflowId())
                .put("runId", drain.runId())
                .put("host", report.host())
                .put("phase", report.phase())
                .put("startedAt", report.startedAt())
                .put("endedAt", report.startedAt() + report.millis())
                .put("message", drain.message());
        json.set("report", report(report));
        return json.toPrettyString() + "\n";
    }

    /** The fields of {@link DrainReport}, with states in the words that people read. */
    public static ObjectNode report(DrainReport report) {
        ObjectNode json = MAPPER.valueToTree(report);
        List<InstanceMove> moves = report.moves();
        for (int i = 0; i < moves.size(); i++) {
            ((ObjectNode) json.path("moves").path(i))
                    .put("state", moves.get(i).state().text());
        }
        return json;
    }
}
