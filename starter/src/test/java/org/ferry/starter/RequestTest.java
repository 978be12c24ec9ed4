package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.ferry.workflows.migrate.MigrationRequest;
import org.junit.jupiter.api.Test;

class RequestTest {
    @Test
    void sendsNothingThatWasNotGiven() {
        assertThat(new MovingOptions()
                        .addTo(new ChoosingOptions().request())
                        .of(Runs.UUID)
                        .toString())
                .isEqualTo("{\"instance\":\"" + Runs.UUID + "\"}");
    }

    @Test
    void sendsWhatWasGivenAsTheWorkflowReadsIt() {
        Request request = new Request()
                .with("target", "compute-2")
                .with("forbid", List.of("cold", "manual"))
                .with("allowOvercommit", true)
                .with("hold", (String) null);

        request.check();
        assertThat(request.of(Runs.UUID).toString())
                .isEqualTo("{\"target\":\"compute-2\",\"forbid\":[\"cold\",\"manual\"],\"allowOvercommit\":true,"
                        + "\"instance\":\"" + Runs.UUID + "\"}");
    }

    /** The workflow itself lists its fields when one is unknown. */
    @Test
    void knowsTheOptionOfEveryField() {
        ApplicationFailure failure = catchThrowableOfType(
                ApplicationFailure.class,
                () -> MigrationRequest.parse(JsonNodeFactory.instance
                        .objectNode()
                        .put("instance", Runs.UUID)
                        .put("colour", "red")));
        String message = failure.getOriginalMessage();
        String list = message.substring(message.indexOf("known are ") + "known are ".length());

        assertThat(list.split(", ", -1))
                .hasSizeGreaterThan(10)
                .allSatisfy(field -> assertThat(Request.inOptions("\"" + field + "\" is bad"))
                        .doesNotContain("\""));
    }

    @Test
    void leavesWhatAPersonTypedAsItIs() {
        assertThat(Request.inOptions("\"hold\" must be a duration such as \"24h\"; it is \"target\""))
                .isEqualTo("--hold must be a duration such as \"24h\"; it is \"target\"");
        assertThat(Request.inOptions("allow it with \"allowDisabledTarget\": true"))
                .isEqualTo("allow it with --allow-disabled-target");
    }
}
