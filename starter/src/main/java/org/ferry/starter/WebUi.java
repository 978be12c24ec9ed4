package org.ferry.starter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Temporal's web UI.
 *
 * @param address where it is, for example {@code http://localhost:8233}
 */
record WebUi(String address, String namespace) {
    /** The page of a run. */
    String page(String workflowId, String runId) {
        return address.replaceAll("/+$", "") + "/namespaces/" + encoded(namespace) + "/workflows/" + encoded(workflowId)
                + "/" + runId + "/history";
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
