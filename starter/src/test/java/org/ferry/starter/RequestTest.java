package org.ferry.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ferry.workflows.drain.DrainRequest;
import org.ferry.workflows.limits.Limits;
import org.ferry.workflows.migrate.MigrationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** The workflows themselves list their fields when one is unknown. */
    @ParameterizedTest
    @MethodSource("rules")
    void knowsTheOptionOfEveryField(Consumer<JsonNode> rules) {
        ApplicationFailure failure = catchThrowableOfType(
                ApplicationFailure.class,
                () -> rules.accept(JsonNodeFactory.instance.objectNode().put("colour", "red")));
        String message = failure.getOriginalMessage().lines().findFirst().orElseThrow();
        String list = message.substring(message.indexOf("known are ") + "known are ".length());

        assertThat(list.split(", ", -1))
                .hasSizeGreaterThan(4)
                .filteredOn(field -> !field.equals("startBefore"))
                .allSatisfy(field -> assertThat(Request.inOptions("\"" + field + "\" is bad"))
                        .doesNotContain("\""));
    }

    static Stream<Consumer<JsonNode>> rules() {
        return Stream.of(MigrationRequest::parse, DrainRequest::parse, Limits.DEFAULT::changed);
    }

    @Test
    void namesAValueAsTheCommandLineDoes() {
        assertThat(Request.inOptions("or leave them with \"onBlocked\": \"skip\""))
                .isEqualTo("or leave them with --on-blocked skip");
    }

    @Test
    void leavesWhatAPersonTypedAsItIs() {
        assertThat(Request.inOptions("\"hold\" must be a duration such as \"24h\"; it is \"target\""))
                .isEqualTo("--hold must be a duration such as \"24h\"; it is \"target\"");
        assertThat(Request.inOptions("allow it with \"allowDisabledTarget\": true"))
                .isEqualTo("allow it with --allow-disabled-target");
    }
}
