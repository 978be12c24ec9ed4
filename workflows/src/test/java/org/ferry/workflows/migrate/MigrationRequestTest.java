package org.ferry.workflows.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.choose.Method;
import org.ferry.workflows.choose.Samples;
import org.ferry.workflows.choose.Wishes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationRequestTest {
    private static final String GOOD = "\"instance\":\"" + Samples.ID + "\",\"target\":\"compute-2\"";

    @Test
    void fillsInTheDefaults() {
        assertThat(parse("{" + GOOD + "}"))
                .isEqualTo(new MigrationRequest(
                        Samples.ID,
                        new Wishes("compute-2", null, null, Set.of(), null, false, false, false),
                        false,
                        Duration.ofHours(24),
                        Duration.ofMinutes(5),
                        Confirm.AUTO,
                        OnStall.ABORT,
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(5),
                        null));
    }

    @ParameterizedTest
    @CsvSource({"0s, PT0S", "45s, PT45S", "30m, PT30M", "24h, PT24H", "1h30m, PT1H30M", "2d, PT48H", "1d12h, PT36H"})
    void readsDurations(String text, Duration expected) {
        assertThat(parse("{" + GOOD + ",\"hold\":\"" + text + "\"}").hold()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"-1h\"", "\"\"", "\"24\"", "\"soon\"", "-5", "24", "true", "\"30m1h\"", "\"PT1H\"", "null"})
    void refusesABadDurationByName(String value) {
        assertRefused("{" + GOOD + ",\"hold\":" + value + "}", "\"hold\"", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"web-1\"",
                "\"\"",
                "\"0E5A7C1E-6C2B-4C57-9F6E-2D1B0C3F0001\"",
                "\"0e5a7c1e-6c2b-4c57-9f6e-2d1b0c3f0001; rm -rf /\"",
                "\"../../etc/passwd\"",
                "5",
                "null",
                "[]"
            })
    void refusesABadInstanceByName(String value) {
        assertRefused("{\"instance\":" + value + ",\"target\":\"compute-2\"}", "\"instance\"", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"$(reboot)\"",
                "\"compute-2; reboot\"",
                "\"compute-2\\nreboot\"",
                "\"`id`\"",
                "\"-oProxyCommand=x\"",
                "\"a/b\"",
                "\"compute|2\"",
                "7",
                "null"
            })
    void refusesABadTargetByName(String value) {
        assertRefused("{\"instance\":\"" + Samples.ID + "\",\"target\":" + value + "}", "\"target\"", "must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"teleport\"", "\"MANUAL\"", "1", "null"})
    void refusesAnUnknownMethodAndNamesTheKnown(String value) {
        assertRefused("{" + GOOD + ",\"method\":" + value + "}", "\"method\"", "manual");
    }

    @Test
    void readsEveryChoice() {
        MigrationRequest request =
                parse("{\"instance\":\"" + Samples.ID + "\",\"prefer\":\"cold\",\"forbid\":[\"manual\"],"
                        + "\"maxDowntime\":\"0s\",\"allowOvercommit\":true,\"ignorePolicy\":true,\"dryRun\":true,"
                        + "\"confirm\":\"leave\",\"onStall\":\"force\",\"stallAfter\":\"30s\",\"steerLimit\":\"1m\"}");
        assertThat(request.wishes())
                .isEqualTo(
                        new Wishes(null, null, Method.COLD, Set.of(Method.MANUAL), Duration.ZERO, false, true, true));
        assertThat(request.confirm()).isEqualTo(Confirm.LEAVE);
        assertThat(request.onStall()).isEqualTo(OnStall.FORCE);
        assertThat(request.stallAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(request.steerLimit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(request.dryRun()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "confirm, '\"maybe\"', 'auto, leave, revert'",
        "onStall, 5, 'abort, force, wait'",
        "forbid, '\"manual\"', a list",
        "forbid, '[\"teleport\"]', teleport",
        "prefer, '\"auto\"', block-live",
        "stallAfter, '\"0s\"', at least 5s",
        "dryRun, '\"yes\"', true or false"
    })
    void refusesABadChoiceByName(String field, String value, String mention) {
        assertRefused("{" + GOOD + ",\"" + field + "\":" + value + "}", "\"" + field + "\"", mention);
    }

    @Test
    void refusesToChooseAmongMethodsWhereOneIsNamed() {
        assertRefused("{" + GOOD + ",\"method\":\"cold\",\"prefer\":\"live\"}", "\"prefer\"", "names one already");
    }

    @Test
    void refusesToForceAnInstanceToNowhere() {
        assertRefused("{\"instance\":\"" + Samples.ID + "\",\"method\":\"forced-cold\"}", "\"target\"", "forced-cold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"text\"", "5"})
    void refusesWhatIsNotAnObject(String json) {
        assertRefused(json, "one JSON object", json);
    }

    @Test
    void refusesAMissingInput() {
        assertThatThrownBy(() -> MigrationRequest.parse(null)).hasMessageContaining("it is missing");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() ->
                        parse("{\"instance\":1,\"target\":2,\"hold\":-1,\"x\":2,\"allowDisabledTarget\":\"yes\"}"))
                .hasMessageContaining("\"instance\"")
                .hasMessageContaining("\"target\"")
                .hasMessageContaining("\"hold\"")
                .hasMessageContaining("\"allowDisabledTarget\"")
                .hasMessageContaining("unknown field \"x\"");
    }

    private static void assertRefused(String json, String... mentions) {
        assertThatThrownBy(() -> parse(json)).isInstanceOfSatisfying(ApplicationFailure.class, refused -> {
            assertThat(refused.getType()).isEqualTo(Failures.REFUSED);
            assertThat(refused.isNonRetryable()).isTrue();
            assertThat(refused.getOriginalMessage()).contains(mentions);
        });
    }

    private static MigrationRequest parse(String json) {
        try {
            return MigrationRequest.parse(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
