package org.ferry.activities.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ferry.workflows.Failures;

/**
 * Calls the helper program on hosts, and takes it there first. Requests and answers are JSON on standard input and
 * output: nothing has to be quoted, and nothing shows in a process list. Thread-safe.
 */
final class HostHelper {
    private static final Duration UPLOAD_DEADLINE = Duration.ofSeconds(30);

    private final SshHosts hosts;
    private final HostSettings settings;
    private final HelperProgram program = new HelperProgram();
    private final Set<String> supplied = ConcurrentHashMap.newKeySet();
    private final ObjectMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    HostHelper(SshHosts hosts, HostSettings settings) {
        this.hosts = hosts;
        this.settings = settings;
    }

    /**
     * Runs a command of the helper as root.
     *
     * @throws io.temporal.failure.ApplicationFailure when the helper says that trying again is of no use
     * @throws HostException otherwise
     */
    <T> T call(String host, String command, Map<String, ?> request, Class<T> type, Duration deadline) {
        return call(host, program.command(settings.sudo(), settings.instancesPath(), command), request, type, deadline);
    }

    /** As {@link #call}, with no more rights than the SSH user has. */
    void callAsUser(String host, String command, Map<String, ?> request, Duration deadline) {
        List<String> words = program.command(false, settings.instancesPath(), command);
        call(host, words, request, JsonNode.class, deadline);
    }

    /** The words that receive this run's files on the target. */
    List<String> serveCommand(String run, String instanceId) {
        return program.command(settings.sudo(), settings.instancesPath(), "serve", run, instanceId);
    }

    /** What an error of the helper means: a failure that is not retried, or an exception that is. */
    static RuntimeException failure(String host, String type, String message) {
        String words = "host " + host + ": " + message;
        return switch (type) {
            case "world-changed" -> Failures.of(Failures.WORLD_CHANGED, words);
            case "target-full" -> Failures.of(Failures.TARGET_FULL, words);
            case "corrupt" -> Failures.of(Failures.COPY_CORRUPT, words);
            case "bad-request" -> Failures.of(Failures.REFUSED, words);
            default -> new HostException.Reported(host, type, message);
        };
    }

    private <T> T call(String host, List<String> command, Map<String, ?> request, Class<T> type, Duration deadline) {
        if (!supplied.contains(host)) {
            supply(host);
        }
        SshConnection.Output output = hosts.run(host, command, bytes(request), deadline);
        if (output.out().isBlank() && isMissing(output)) {
            // Removed, or damaged: the bootstrap line has refused to run it.
            supply(host);
            output = hosts.run(host, command, bytes(request), deadline);
        }
        JsonNode answer = answer(host, output);
        JsonNode error = answer.path("error");
        if (output.status() != 0) {
            throw failure(
                    host, error.path("type").asText(), error.path("message").asText());
        }
        return json.convertValue(answer, type);
    }

    /** Whole or not at all, whatever else writes it: a file of its own that then gets the name. */
    private void supply(String host) {
        String script = "umask 022; mkdir -p \"${1%/*}\" && cat > \"$1.$$\" && mv \"$1.$$\" \"$1\"";
        SshConnection.Output output =
                hosts.run(host, List.of("sh", "-c", script, "sh", program.path()), program.bytes(), UPLOAD_DEADLINE);
        if (output.status() != 0) {
            throw new HostException("host " + host + ": can't write " + program.path() + ": "
                    + output.err().strip());
        }
        supplied.add(host);
    }

    private static boolean isMissing(SshConnection.Output output) {
        return output.err().contains("FileNotFoundError") || output.err().contains("ferry-host: wrong digest");
    }

    private JsonNode answer(String host, SshConnection.Output output) {
        try {
            JsonNode answer = json.readTree(output.out());
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // What follows says it better.
            return unreadable(host, output);
        }
        return unreadable(host, output);
    }

    private JsonNode unreadable(String host, SshConnection.Output output) {
        if (output.err().contains("sudo:")) {
            throw new HostException("host " + host + ": sudo does not admit this version of Ferry's helper (SHA-256 "
                    + program.digest() + ") for " + settings.instancesPath()
                    + "; install deploy/hosts/sudoers of this version there");
        }
        throw new HostException("host " + host + ": Ferry's helper ended with " + output.status() + ": "
                + output.err().strip());
    }

    private byte[] bytes(Map<String, ?> request) {
        try {
            return json.writeValueAsString(request).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a request", e);
        }
    }
}
