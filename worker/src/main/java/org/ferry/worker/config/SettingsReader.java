package org.ferry.worker.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ferry.activities.database.DatabaseSettings;
import org.ferry.activities.hosts.CopySettings;
import org.ferry.activities.hosts.CopySettings.Engine;
import org.ferry.activities.hosts.HostSettings;
import org.ferry.activities.hosts.HostSettings.ExistingTrust;
import org.ferry.activities.openstack.CloudSettings;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.jspecify.annotations.Nullable;

/** Reads the file into settings and collects what is wrong with it. */
final class SettingsReader {
    /** In the place of database.passwordFile. */
    static final String DATABASE_PASSWORD = "FERRY_DATABASE_PASSWORD";

    private final Path file;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    WorkerSettings read() throws InvalidConfigurationException {
        Section root = new Section("", parse(), problems);
        TemporalSettings temporal = temporal(root.section("temporal"));
        Optional<CloudSettings> cloud = cloud(root.section("openstack"));
        DatabaseSettings database = database(root.section("database"));
        Optional<HostSettings> hosts = hosts(root.section("hosts"));
        HealthSettings health = health(root.section("health"));
        Path reportFolder = reportFolder(root.section("reports"));
        root.refuseUnknown();
        if (!problems.isEmpty() || cloud.isEmpty() || hosts.isEmpty()) {
            throw new InvalidConfigurationException(file, problems);
        }
        return new WorkerSettings(temporal, cloud.get(), database, hosts.get(), health, reportFolder);
    }

    private JsonNode parse() throws InvalidConfigurationException {
        try {
            return YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(file.toFile());
        } catch (JsonProcessingException malformed) {
            throw new InvalidConfigurationException(file, List.of("it is not YAML: " + malformed.getMessage()));
        } catch (IOException unreadable) {
            throw new InvalidConfigurationException(file, List.of("it can't be read: " + unreadable.getMessage()));
        }
    }

    private TemporalSettings temporal(Section section) {
        String address = section.optional("address");
        String namespace = section.optional("namespace");
        String taskQueue = section.text("taskQueue", MigrateInstanceWorkflow.TASK_QUEUE);
        section.refuseUnknown();
        ClientConfigProfile profile = ClientConfigProfile.getDefaultInstance();
        try {
            profile = ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                    .setEnvOverrides(environment)
                    .build());
        } catch (IOException | RuntimeException unreadable) {
            problems.add("Temporal's own configuration (TEMPORAL_* variables, TEMPORAL_CONFIG_FILE) can't be read: "
                    + unreadable.getMessage());
        }
        ClientConfigProfile.Builder merged = profile.toBuilder();
        if (address != null) {
            merged.setAddress(address);
        }
        if (namespace != null) {
            merged.setNamespace(namespace);
        }
        return new TemporalSettings(merged.build(), taskQueue);
    }

    private Optional<CloudSettings> cloud(Section section) {
        String cloud = section.optional("cloud");
        Optional<CloudSettings> settings;
        if (cloud == null && !section.has("cloud")) {
            settings = fromEnvironment(section);
        } else {
            Path clouds = section.has("cloudsFile") ? section.file("cloudsFile") : usualCloudsFile();
            section.optional("cloudsFile");
            settings = cloud == null ? Optional.empty() : CloudSettings.fromCloudsYaml(clouds, cloud, problems);
        }
        Duration requestTimeout = section.duration("requestTimeout");
        String signOfLife = section.optional("signOfLife");
        section.refuseUnknown();
        if (requestTimeout != null) {
            settings = settings.map(read -> read.withRequestTimeout(requestTimeout));
        }
        return settings.flatMap(read -> accepted("openstack.signOfLife", () -> read.withSignOfLife(signOfLife)));
    }

    private Optional<CloudSettings> fromEnvironment(Section section) {
        if (section.optional("cloudsFile") != null || !environment.containsKey("OS_AUTH_URL")) {
            section.problem("cloud", "is missing: name an entry of clouds.yaml, or set the OS_* variables");
            return Optional.empty();
        }
        return CloudSettings.fromEnvironment(environment, problems);
    }

    /** Where OpenStack's own tools look. */
    private Path usualCloudsFile() {
        String named = environment.get("OS_CLIENT_CONFIG_FILE");
        if (named != null) {
            return Path.of(named);
        }
        Path systemWide = Path.of("/etc/openstack/clouds.yaml");
        return Stream.of(
                        Path.of("clouds.yaml"),
                        Path.of(environment.getOrDefault("HOME", "/"), ".config/openstack/clouds.yaml"))
                .filter(Files::exists)
                .findFirst()
                .orElse(systemWide);
    }

    private DatabaseSettings database(Section section) {
        String user = section.text("user");
        String password = databasePassword(section);
        Map<String, String> cells = section.texts("cells");
        if (cells.isEmpty()) {
            section.problem("cells", "is missing: for each cell its name and the JDBC URL of its database");
        }
        cells.forEach((cell, url) ->
                DatabaseSettings.problemOf(url).ifPresent(problem -> section.problem("cells." + cell, problem)));
        section.refuseUnknown();
        return new DatabaseSettings(user, password, cells);
    }

    private String databasePassword(Section section) {
        String password = environment.get(DATABASE_PASSWORD);
        if (password != null) {
            section.optional("passwordFile");
            return password;
        }
        if (!section.has("passwordFile")) {
            section.optional("passwordFile");
            section.problem("passwordFile", "is missing, and " + DATABASE_PASSWORD + " is not set");
            return "";
        }
        try {
            return Files.readString(section.file("passwordFile")).strip();
        } catch (IOException unreadable) {
            // The section has told why.
            return "";
        }
    }

    private Optional<HostSettings> hosts(Section section) {
        String user = section.text("user");
        int port = section.port("port", 22, 1);
        Path identity = section.file("identityFile");
        Path knownHosts = section.file("knownHostsFile");
        boolean sudo = section.flag("sudo", !user.equals("root"));
        String instancesPath = section.text("instancesPath", HostSettings.DEFAULT_INSTANCES_PATH);
        Map<String, String> addresses = section.texts("addresses");
        String owner = section.optional("owner");
        String group = section.optional("group");
        Optional<ExistingTrust> trust = existingTrust(section);
        Optional<CopySettings> copying = copying(section);
        section.refuseUnknown();
        HostSettings valid = HostSettings.of("root", identity, knownHosts);
        // One by one, since the record tells of the first only.
        if (!user.isEmpty()) {
            accepted("hosts", () -> HostSettings.of(user, identity, knownHosts));
        }
        accepted("hosts", () -> with(valid, instancesPath, valid.addresses()));
        accepted("hosts", () -> with(valid, valid.instancesPath(), addresses));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return copying.map(how -> new HostSettings(
                user,
                port,
                identity,
                knownHosts,
                sudo,
                instancesPath,
                addresses,
                owner,
                group,
                trust.orElse(null),
                how));
    }

    private static HostSettings with(HostSettings settings, String instancesPath, Map<String, String> addresses) {
        return new HostSettings(
                settings.user(),
                settings.port(),
                settings.identityFile(),
                settings.knownHostsFile(),
                settings.sudo(),
                instancesPath,
                addresses,
                null,
                null,
                null,
                settings.copying());
    }

    private Optional<CopySettings> copying(Section hosts) {
        CopySettings usual = CopySettings.DEFAULT;
        Engine engine = hosts.choice("copy", usual.engine());
        int streams = hosts.number("copyStreams", usual.streams());
        Long limit = hosts.bytesPerSecond("bandwidthLimit");
        Long hostLimit = hosts.bytesPerSecond("hostBandwidthLimit");
        return accepted("hosts", () -> new CopySettings(engine, streams, limit, hostLimit));
    }

    private Optional<ExistingTrust> existingTrust(Section hosts) {
        Section section = hosts.section("existingTrust");
        if (!hosts.has("existingTrust")) {
            return Optional.empty();
        }
        String user = section.text("user");
        String identity = section.text("identityFile");
        section.refuseUnknown();
        if (user.isEmpty() || identity.isEmpty()) {
            return Optional.empty();
        }
        return accepted("hosts", () -> new ExistingTrust(user, identity));
    }

    private HealthSettings health(Section section) {
        HealthSettings health = new HealthSettings(section.text("address", "127.0.0.1"), section.port("port", 8085, 0));
        section.refuseUnknown();
        return health;
    }

    private static @Nullable Path reportFolder(Section section) {
        Path folder = section.folder("folder");
        section.refuseUnknown();
        return folder;
    }

    /** The settings if their own checks take them; otherwise a problem. */
    private <T> Optional<T> accepted(String key, Supplier<@Nullable T> settings) {
        try {
            return Optional.ofNullable(settings.get());
        } catch (IllegalArgumentException refused) {
            problems.add(key + ": " + refused.getMessage());
            return Optional.empty();
        }
    }
}
