package org.ferry.activities.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openstack4j.api.types.Facing;
import org.openstack4j.model.common.Identifier;

/**
 * Reads the keys that clouds.yaml and the {@code OS_*} variables share (openstacksdk's and keystoneauth's names) and
 * collects every problem on the way. Values never get into the messages where they may be secret.
 */
final class CloudSettingsReader {
    private static final Set<String> PASSWORD_TYPES = Set.of("password", "v3password");
    private static final Set<String> FALSE = Set.of("false", "no", "0");
    private static final Set<String> TRUE = Set.of("true", "yes", "1");

    private final Function<String, @Nullable String> values;
    private final UnaryOperator<String> nameOf;
    private final List<String> problems;
    private final int problemsBefore;

    private CloudSettingsReader(
            Function<String, @Nullable String> values, UnaryOperator<String> nameOf, List<String> problems) {
        this.values = values;
        this.nameOf = nameOf;
        this.problems = problems;
        this.problemsBefore = problems.size();
    }

    static CloudSettingsReader ofEnvironment(Map<String, String> environment, List<String> problems) {
        UnaryOperator<String> nameOf = key -> "OS_" + key.toUpperCase(Locale.ROOT);
        return new CloudSettingsReader(key -> environment.get(nameOf.apply(key)), nameOf, problems);
    }

    /** Empty, with a problem, where the file has no such entry. */
    static Optional<CloudSettingsReader> ofCloudsYaml(Path file, String cloud, List<String> problems) {
        JsonNode clouds;
        try {
            clouds = new YAMLMapper().readTree(file.toFile()).path("clouds");
        } catch (IOException e) {
            // A parser's message may quote the line, and so a password.
            problems.add(file + ": " + (Files.isReadable(file) ? "is not YAML" : "can't be read"));
            return Optional.empty();
        }
        JsonNode entry = clouds.path(cloud);
        if (!entry.isObject()) {
            List<String> known =
                    clouds.properties().stream().map(Map.Entry::getKey).toList();
            problems.add(file + ": has no cloud \"" + cloud + "\", only " + known);
            return Optional.empty();
        }
        Function<String, @Nullable String> values = key -> {
            String inAuth = Json.textOrNull(entry.path("auth"), key);
            return inAuth == null ? Json.textOrNull(entry, key) : inAuth;
        };
        return Optional.of(new CloudSettingsReader(values, key -> file + ", cloud " + cloud + ": " + key, problems));
    }

    Optional<CloudSettings> read() {
        refuseUnsupported();
        URI authUrl = authUrl(required("auth_url"));
        String username = required("username");
        String password = required("password");
        Identifier userDomain = domain("user_domain");
        String project = required(optional("tenant_name") == null ? "project_name" : "tenant_name");
        Identifier projectDomain = domain("project_domain");
        Path caCert = caCert(optional("cacert"));
        Facing facing = facing();
        if (problems.size() > problemsBefore) {
            return Optional.empty();
        }
        return Optional.of(new CloudSettings(
                authUrl,
                username,
                password,
                userDomain,
                project,
                projectDomain,
                optional("region_name"),
                caCert,
                facing,
                CloudSettings.DEFAULT_REQUEST_TIMEOUT,
                null));
    }

    private void refuseUnsupported() {
        String type = optional("auth_type");
        if (type != null && !PASSWORD_TYPES.contains(type)) {
            problem("auth_type", "is " + type + "; only password is supported");
        }
        String verify = optional("verify");
        String insecure = optional("insecure");
        if ((verify != null && FALSE.contains(verify.toLowerCase(Locale.ROOT)))
                || (insecure != null && TRUE.contains(insecure.toLowerCase(Locale.ROOT)))) {
            problem(
                    verify == null ? "insecure" : "verify",
                    "is not for this: certificates are always verified; name the CA in cacert");
        }
    }

    private URI authUrl(String value) {
        try {
            URI uri = new URI(value.replaceAll("/+$", ""));
            if (value.isEmpty()) {
                return uri;
            }
            if (uri.getHost() == null || !List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                throw new IllegalArgumentException();
            }
            // clouds.yaml files name Keystone with and without its version.
            return uri.getPath().endsWith("/v3") ? uri : URI.create(uri + "/v3");
        } catch (URISyntaxException | IllegalArgumentException e) {
            problem("auth_url", "is not an http or https address: " + value);
            return URI.create("");
        }
    }

    private @Nullable Path caCert(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Path file = Path.of(value);
        try {
            Certificates.trusting(file);
        } catch (IllegalArgumentException e) {
            problem("cacert", String.valueOf(e.getMessage()));
        }
        return file;
    }

    private Facing facing() {
        String value = optional("interface") == null ? optional("endpoint_type") : optional("interface");
        if (value == null) {
            return Facing.PUBLIC;
        }
        try {
            return Facing.valueOf(value.replaceAll("URL$", "").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            problem("interface", "is " + value + "; it must be public, internal or admin");
            return Facing.PUBLIC;
        }
    }

    private Identifier domain(String key) {
        String id = optional(key + "_id");
        String name = optional(key + "_name");
        return id == null ? Identifier.byName(name == null ? "Default" : name) : Identifier.byId(id);
    }

    private String required(String key) {
        String value = optional(key);
        if (value == null) {
            problem(key, "is missing");
            return "";
        }
        return value;
    }

    private @Nullable String optional(String key) {
        String value = values.apply(key);
        return value == null || value.isBlank() ? null : value;
    }

    private void problem(String key, String what) {
        problems.add(nameOf.apply(key) + " " + what);
    }
}
