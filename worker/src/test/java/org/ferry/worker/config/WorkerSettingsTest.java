package org.ferry.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.ferry.activities.hosts.CopySettings;
import org.ferry.activities.hosts.CopySettings.Engine;
import org.ferry.activities.hosts.HostSettings;
import org.ferry.activities.hosts.HostSettings.ExistingTrust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerSettingsTest {
    private static final Path EXAMPLE = Path.of("example.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String MINIMAL = """
            openstack: {cloud: production, cloudsFile: $/clouds.yaml}
            database:
              user: ferry
              passwordFile: $/database-password
              cells: {cell1: "jdbc:mariadb://db/nova"}
            hosts: {user: root, identityFile: $/id_ed25519, knownHostsFile: $/known_hosts}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTheFilesThatAConfigurationNames() throws IOException {
        Files.writeString(directory.resolve("database-password"), "secret-of-the-database\n");
        Files.writeString(directory.resolve("id_ed25519"), "");
        Files.writeString(directory.resolve("known_hosts"), "");
        Files.createDirectory(directory.resolve("reports"));
        Files.writeString(directory.resolve("clouds.yaml"), """
                clouds:
                  production:
                    auth:
                      auth_url: https://keystone.example.org:5000
                      username: ferry
                      password: secret-of-the-cloud
                      project_name: service
                """);
    }

    @Test
    void readsTheExample() throws Exception {
        WorkerSettings settings = WorkerSettings.read(write(example()), Map.of());

        assertThat(settings.temporal().profile().getAddress()).isEqualTo("temporal.example.org:7233");
        assertThat(settings.temporal().profile().getNamespace()).isEqualTo("default");
        assertThat(settings.temporal().taskQueue()).isEqualTo("ferry");
        assertThat(settings.cloud().authUrl()).isEqualTo(URI.create("https://keystone.example.org:5000/v3"));
        assertThat(settings.cloud().requestTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.cloud().signOfLife()).isEqualTo("http://{address}/health");
        assertThat(settings.database().password()).isEqualTo("secret-of-the-database");
        assertThat(settings.database().cells()).containsOnlyKeys("cell1");
        assertThat(settings.hosts())
                .isEqualTo(new HostSettings(
                        "ferry",
                        22,
                        directory.resolve("id_ed25519"),
                        directory.resolve("known_hosts"),
                        true,
                        "/var/lib/nova/instances",
                        Map.of("compute-1", "192.0.2.11"),
                        "nova",
                        "nova",
                        new ExistingTrust("nova", "/var/lib/nova/.ssh/id_ed25519"),
                        new CopySettings(Engine.EXTENTS, 1, 500_000_000L, 1_000_000_000L)));
        assertThat(settings.health()).isEqualTo(new HealthSettings("127.0.0.1", 8085));
        assertThat(settings.reportFolder()).isEqualTo(directory.resolve("reports"));
    }

    /** The message about an unknown key lists all known ones, and so proves that the example has them. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "temporal", "openstack", "database", "hosts", "hosts/existingTrust", "health", "reports"})
    void theExampleHasEveryKey(String section) throws Exception {
        ObjectNode root = (ObjectNode) YAML.readTree(example());
        ObjectNode node = (ObjectNode) root.at(section.isEmpty() ? "" : "/" + section);
        TreeSet<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        node.put("bogus", 1);

        assertInvalid(YAML.writeValueAsString(root), Map.of())
                .hasMessageContaining("bogus is not a key")
                .hasMessageContaining("has " + keys);
    }

    @Test
    void fillsInDefaults() throws Exception {
        WorkerSettings settings = WorkerSettings.read(write(MINIMAL), Map.of());

        assertThat(settings.temporal().taskQueue()).isEqualTo("ferry");
        assertThat(settings.cloud().requestTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.cloud().signOfLife()).isNull();
        assertThat(settings.hosts())
                .isEqualTo(HostSettings.of("root", directory.resolve("id_ed25519"), directory.resolve("known_hosts")));
        assertThat(settings.health()).isEqualTo(new HealthSettings("127.0.0.1", 8085));
        assertThat(settings.reportFolder()).isNull();
    }

    @Test
    void takesWhatTheEnvironmentHas() throws Exception {
        String yaml = MINIMAL.replaceAll("openstack: .*", "").replaceAll("passwordFile: .*", "");
        WorkerSettings settings = WorkerSettings.read(
                write(yaml),
                Map.of(
                        "FERRY_DATABASE_PASSWORD", "from-the-environment",
                        "TEMPORAL_ADDRESS", "temporal.example.org:7233",
                        "OS_AUTH_URL", "https://keystone.example.org:5000/v3",
                        "OS_USERNAME", "ferry",
                        "OS_PASSWORD", "x",
                        "OS_PROJECT_NAME", "service"));

        assertThat(settings.database().password()).isEqualTo("from-the-environment");
        assertThat(settings.temporal().profile().getAddress()).isEqualTo("temporal.example.org:7233");
        assertThat(settings.cloud().authUrl()).isEqualTo(URI.create("https://keystone.example.org:5000/v3"));
    }

    @Test
    void listsEveryProblemAtOnce() {
        assertInvalid("""
                        temporal: {adress: "temporal:7233"}
                        openstack: {cloud: staging, cloudsFile: $/clouds.yaml, requestTimeout: soon}
                        database:
                          password: never-here
                          cells: {cell1: "mysql://db/nova", cell2: "jdbc:mariadb://db"}
                        hosts:
                          user: "root; reboot"
                          port: 99999
                          identityFile: $/missing
                          sudo: perhaps
                          instancesPath: /var/lib/../etc
                          addresses: {compute-1: "10.0.0.1 -oProxyCommand=x"}
                        health: 8085
                        extra: true
                        """, Map.of())
                .hasMessageContaining("- temporal.adress is not a key; temporal has [address, namespace, taskQueue]")
                .hasMessageContaining("has no cloud \"staging\", only [production]")
                .hasMessageContaining("- openstack.requestTimeout must be a time such as 30s")
                .hasMessageContaining("- database.user is missing")
                .hasMessageContaining("- database.passwordFile is missing, and FERRY_DATABASE_PASSWORD is not set")
                .hasMessageContaining("- database.password is not a key")
                .hasMessageContaining("- database.cells.cell1 is not of the form jdbc:mariadb:sequential://")
                .hasMessageContaining("- database.cells.cell2 names no database")
                .hasMessageContaining("- hosts: user is not acceptable: root; reboot")
                .hasMessageContaining("- hosts.port must be a port, 1 to 65535")
                .hasMessageContaining(
                        "- hosts.identityFile names " + directory.resolve("missing") + ", which does not exist")
                .hasMessageContaining("- hosts.knownHostsFile is missing")
                .hasMessageContaining("- hosts.sudo must be true or false")
                .hasMessageContaining("- hosts: instancesPath is not acceptable: /var/lib/../etc")
                .hasMessageContaining("- hosts: addresses is not acceptable: 10.0.0.1 -oProxyCommand=x")
                .hasMessageContaining("- health must be a section with keys")
                .hasMessageContaining("- extra is not a key")
                .hasMessageNotContaining("never-here");
    }

    @Test
    void listsWhatAnEmptyFileLacks() {
        assertInvalid("", Map.of())
                .hasMessageContaining("openstack.cloud is missing")
                .hasMessageContaining("database.user is missing")
                .hasMessageContaining("database.cells is missing")
                .hasMessageContaining("hosts.user is missing");
    }

    @Test
    void readsHowToCopy() throws Exception {
        String yaml = MINIMAL.replace(
                "hosts: {", "hosts: {copy: rsync, copyStreams: 3, bandwidthLimit: 1500k, hostBandwidthLimit: 2M, ");

        assertThat(WorkerSettings.read(write(yaml), Map.of()).hosts().copying())
                .isEqualTo(new CopySettings(Engine.RSYNC, 3, 1_500_000L, 2_000_000L));
        assertThat(WorkerSettings.read(write(MINIMAL), Map.of()).hosts().copying())
                .isEqualTo(CopySettings.DEFAULT);
    }

    @Test
    void refusesWaysOfCopyingThatThereAreNot() {
        assertInvalid(MINIMAL.replace("hosts: {", "hosts: {copy: scp, bandwidthLimit: 10 Mbit, "), Map.of())
                .hasMessageContaining("- hosts.copy must be one of [extents, rsync], not \"scp\"")
                .hasMessageContaining("- hosts.bandwidthLimit must be bytes a second such as 500k, 100M or 2G");
        assertInvalid(MINIMAL.replace("hosts: {", "hosts: {copyStreams: 5, bandwidthLimit: 10, "), Map.of())
                .hasMessageContaining("- hosts: copyStreams must be 1 to 4, not 5");
        assertInvalid(MINIMAL.replace("hosts: {", "hosts: {bandwidthLimit: 0, "), Map.of())
                .hasMessageContaining("- hosts: bandwidthLimit must be more than 0");
    }

    @Test
    void refusesAFolderForReportsThatItCannotWriteTo() {
        assertInvalid(MINIMAL + "reports: {folder: $/nowhere}\n", Map.of())
                .hasMessageContaining(
                        "- reports.folder names " + directory.resolve("nowhere") + ", which is no folder: make it");
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        assertInvalid(MINIMAL + "hosts: {user: ferry}\n", Map.of()).hasMessageContaining("Duplicate field 'hosts'");
    }

    @Test
    void tellsThatTheFileIsMissing() {
        assertThatThrownBy(() -> WorkerSettings.read(directory.resolve("none.yaml"), Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("it can't be read");
    }

    @Test
    void refusesTextThatYamlReadsAsSomethingElse() {
        assertInvalid(MINIMAL.replace("user: root", "user: true"), Map.of())
                .hasMessageContaining("hosts.user must be text");
    }

    @Test
    void doesNotShowSecrets() throws Exception {
        assertThat(WorkerSettings.read(write(MINIMAL), Map.of()).toString()).doesNotContain("secret");
    }

    private String example() throws IOException {
        String example = Files.readString(EXAMPLE);
        return example.replace("/etc/ferry/", "$/")
                .replace("/etc/openstack/", "$/")
                .replace("/var/lib/ferry/", "$/");
    }

    /** Writes the configuration with $ replaced by the directory of the other files. */
    private Path write(String yaml) {
        try {
            return Files.writeString(directory.resolve("worker.yaml"), yaml.replace("$", directory.toString()));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertInvalid(
            String yaml, Map<String, String> environment) {
        return assertThatThrownBy(() -> WorkerSettings.read(write(yaml), environment))
                .isInstanceOf(InvalidConfigurationException.class);
    }
}
