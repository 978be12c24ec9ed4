package org.ferry.activities.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openstack4j.api.types.Facing;

class CloudSettingsTest {
    private final List<String> problems = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void readsAnEntryOfCloudsYaml() throws IOException {
        Path file = cloudsYaml("""
                clouds:
                  lab:
                    auth:
                      auth_url: http://10.77.0.1:5000
                      username: ferry
                      password: s3cret
                      project_name: service
                      user_domain_name: Default
                      project_domain_id: default
                    region_name: RegionOne
                    interface: internal
                """);

        CloudSettings settings =
                CloudSettings.fromCloudsYaml(file, "lab", problems).orElseThrow(() -> new AssertionError(problems));

        assertThat(settings.authUrl()).isEqualTo(URI.create("http://10.77.0.1:5000/v3"));
        assertThat(settings.password()).isEqualTo("s3cret");
        assertThat(settings.userDomain().getId()).isEqualTo("Default");
        assertThat(settings.userDomain().isTypeID()).isFalse();
        assertThat(settings.projectDomain().isTypeID()).isTrue();
        assertThat(settings.region()).isEqualTo("RegionOne");
        assertThat(settings.facing()).isEqualTo(Facing.INTERNAL);
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void readsTheVariablesThatAnOpenrcSets() {
        Map<String, String> openrc = Map.of(
                "OS_AUTH_URL", "https://cloud.example/identity/v3/",
                "OS_USERNAME", "ferry",
                "OS_PASSWORD", "s3cret",
                "OS_TENANT_NAME", "service",
                "OS_ENDPOINT_TYPE", "adminURL");

        CloudSettings settings =
                CloudSettings.fromEnvironment(openrc, problems).orElseThrow(() -> new AssertionError(problems));

        assertThat(settings.authUrl()).isEqualTo(URI.create("https://cloud.example/identity/v3"));
        assertThat(settings.project()).isEqualTo("service");
        assertThat(settings.facing()).isEqualTo(Facing.ADMIN);
        assertThat(settings.region()).isNull();
    }

    @Test
    void neverShowsThePassword() {
        Map<String, String> openrc = Map.of(
                "OS_AUTH_URL",
                "http://a:5000",
                "OS_USERNAME",
                "ferry",
                "OS_PASSWORD",
                "s3cret",
                "OS_PROJECT_NAME",
                "p");

        assertThat(CloudSettings.fromEnvironment(openrc, problems).orElseThrow())
                .asString()
                .isEqualTo("ferry of project p at http://a:5000/v3, region any, public endpoints");
    }

    @Test
    void listsEveryProblemAtOnce() throws IOException {
        Path noCa = Files.writeString(directory.resolve("ca.pem"), "nothing");
        Path file = cloudsYaml("""
                clouds:
                  lab:
                    auth_type: v3applicationcredential
                    auth:
                      auth_url: 10.77.0.1
                      username: ferry
                    verify: false
                    interface: inside
                    cacert: %s
                """.formatted(noCa));

        assertThat(CloudSettings.fromCloudsYaml(file, "lab", problems)).isEmpty();
        String where = file + ", cloud lab: ";
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        where + "auth_type is v3applicationcredential; only password is supported",
                        where + "auth_url is not an http or https address: 10.77.0.1",
                        where + "password is missing",
                        where + "project_name is missing",
                        where + "verify is not for this: certificates are always verified; name the CA in cacert",
                        where + "interface is inside; it must be public, internal or admin",
                        where + "cacert can't be used as a list of CAs in PEM: " + "No certificate data found");
    }

    @Test
    void namesTheMissingVariables() {
        assertThat(CloudSettings.fromEnvironment(Map.of(), problems)).isEmpty();
        assertThat(problems)
                .containsExactly(
                        "OS_AUTH_URL is missing",
                        "OS_USERNAME is missing",
                        "OS_PASSWORD is missing",
                        "OS_PROJECT_NAME is missing");
    }

    @Test
    void tellsAMissingFileFromAMissingCloudFromBrokenYaml() throws IOException {
        Path missing = directory.resolve("none.yaml");
        Path file = cloudsYaml("clouds: {lab: {}, prod: {}}");
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "clouds: {password: s3cret");

        CloudSettings.fromCloudsYaml(missing, "lab", problems);
        CloudSettings.fromCloudsYaml(file, "test", problems);
        CloudSettings.fromCloudsYaml(broken, "lab", problems);

        assertThat(problems)
                .containsExactly(
                        missing + ": can't be read",
                        file + ": has no cloud \"test\", only [lab, prod]",
                        broken + ": is not YAML");
    }

    @Test
    void refusesASignOfLifeThatNamesNoGuest() {
        CloudSettings settings = CloudSettings.fromEnvironment(
                        Map.of(
                                "OS_AUTH_URL",
                                "http://a",
                                "OS_USERNAME",
                                "u",
                                "OS_PASSWORD",
                                "p",
                                "OS_PROJECT_NAME",
                                "p"),
                        problems)
                .orElseThrow();

        assertThat(settings.withSignOfLife("http://{address}:8080/").signOfLife())
                .isNotNull();
        assertThatThrownBy(() -> settings.withSignOfLife("http://10.0.0.1/")).hasMessageContaining("{address}");
        assertThatThrownBy(() -> settings.withSignOfLife("{address}")).hasMessageContaining("http");
        assertThatThrownBy(() -> settings.withRequestTimeout(Duration.ZERO)).hasMessageContaining("more than 0");
        assertThat(CloudSettings.signOfLifeOf("http://{address}:80/", "fd00::1"))
                .isEqualTo(URI.create("http://[fd00::1]:80/"));
    }

    private Path cloudsYaml(String text) throws IOException {
        return Files.writeString(directory.resolve("clouds.yaml"), text);
    }
}
