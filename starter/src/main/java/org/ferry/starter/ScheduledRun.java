package org.ferry.starter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.ferry.workflows.SearchAttributes;
import org.ferry.workflows.drain.DrainHostWorkflow;
import org.ferry.workflows.drain.DrainRequest;

/**
 * What a Schedule starts.
 *
 * @param workflowId to which Temporal adds the time
 * @param attributes by which its runs are found
 */
record ScheduledRun(String type, String workflowId, JsonNode input, io.temporal.common.SearchAttributes attributes) {

    /** The workflows besides drains that are meant to be started so. */
    private static final List<String> OTHERS = List.of("MaintainHosts", "RebalanceHosts");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A drain, checked as the workflow will. */
    static ScheduledRun drain(DrainRef drain, DrainOptions options) {
        Request request = options.request().with("host", drain.host()).with("dryRun", drain.planned());
        request.check(DrainRequest::parse);
        return new ScheduledRun(
                DrainHostWorkflow.TYPE,
                drain.workflowId(),
                request.json(),
                io.temporal.common.SearchAttributes.newBuilder()
                        .set(SearchAttributes.SOURCE, drain.host())
                        .build());
    }

    /** A run of another kind, with the input that Temporal's own command line would be given. */
    static ScheduledRun other(String type, String workflowId, String input) {
        if (!OTHERS.contains(type)) {
            throw new StarterException(
                    Exit.USAGE,
                    "--type must be one of: " + String.join(", ", OTHERS) + "; it is \"" + type
                            + "\". A drain is named as drain/HOST, without");
        }
        return new ScheduledRun(type, workflowId, object(input), io.temporal.common.SearchAttributes.EMPTY);
    }

    /** Whether workflows of this type are started so. */
    static boolean isOfType(String type) {
        return type.equals(DrainHostWorkflow.TYPE) || OTHERS.contains(type);
    }

    private static JsonNode object(String input) {
        try {
            JsonNode json = MAPPER.readTree(input);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException wrong) {
            throw new StarterException(Exit.USAGE, "--input is no JSON: " + wrong.getOriginalMessage(), wrong);
        }
        throw new StarterException(Exit.USAGE, "--input must be one JSON object; it is " + input);
    }
}
