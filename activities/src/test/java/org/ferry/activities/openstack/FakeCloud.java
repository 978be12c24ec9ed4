package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A cloud of WireMock: Keystone with a catalogue, version documents as of 2022.2 (Zed), and what a test adds. */
final class FakeCloud implements BeforeEachCallback, AfterEachCallback {
    static final String COMPUTE = "/compute/v2.1";
    static final String VOLUME = "/volume/v3/5e1f1a2b3c4d4e5f8a9b0c1d2e3f4a5b";
    static final String NETWORK = "/network/v2.0";
    static final String PLACEMENT = "/placement";
    static final String LOGIN = "/identity/v3/auth/tokens";

    /** Looks often, and for as long as a busy machine may take. */
    static final Poll QUICK = new Poll(Duration.ofMillis(5), Duration.ofSeconds(30));

    /** Gives up soon. */
    static final Poll IMPATIENT = new Poll(Duration.ofMillis(5), Duration.ofMillis(200));

    final WireMockServer server;
    private final boolean https;

    FakeCloud() {
        this(wireMockConfig().dynamicPort(), false);
    }

    private FakeCloud(WireMockConfiguration config, boolean https) {
        this.server = new WireMockServer(config);
        this.https = https;
    }

    static FakeCloud withTls(Path keystore, String password) {
        return new FakeCloud(
                wireMockConfig()
                        .httpDisabled(true)
                        .dynamicHttpsPort()
                        .keystorePath(keystore.toString())
                        .keystoreType("PKCS12")
                        .keystorePassword(password)
                        .keyManagerPassword(password),
                true);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.stop();
    }

    void start() {
        server.start();
        login("token-1", Instant.now().plus(Duration.ofHours(1)));
        versions("2.93", "3.70", "1.39");
    }

    String url() {
        return https ? "https://127.0.0.1:" + server.httpsPort() : "http://127.0.0.1:" + server.port();
    }

    CloudSettings settings() {
        return settings(null);
    }

    CloudSettings settings(@Nullable Path caCert) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OS_AUTH_URL", url() + "/identity",
                "OS_USERNAME", "ferry",
                "OS_PASSWORD", "s3cret",
                "OS_PROJECT_NAME", "service"));
        if (caCert != null) {
            environment.put("OS_CACERT", caCert.toString());
        }
        List<String> problems = new ArrayList<>();
        return CloudSettings.fromEnvironment(environment, problems)
                .orElseThrow(() -> new AssertionError(problems))
                .withRequestTimeout(Duration.ofSeconds(5));
    }

    ApiClient client() {
        return new ApiClient(new CloudSession(settings()));
    }

    void login(String token, Instant expires) {
        server.stubFor(post(LOGIN).willReturn(loginReply(token, expires)));
    }

    ResponseDefinitionBuilder loginReply(String token, Instant expires) {
        return aResponse()
                .withStatus(201)
                .withHeader("X-Subject-Token", token)
                .withHeader("Content-Type", "application/json")
                .withBody("""
                        {"token": {"methods": ["password"], "expires_at": "%s", "issued_at": "2026-11-24T02:00:00.000000Z",
                          "user": {"id": "8d1c7ac1b0e94a55a2b6e7d7f0c5a111", "name": "ferry",
                                   "domain": {"id": "default", "name": "Default"}},
                          "project": {"id": "5e1f1a2b3c4d4e5f8a9b0c1d2e3f4a5b", "name": "service",
                                      "domain": {"id": "default", "name": "Default"}},
                          "roles": [{"id": "0b2f", "name": "admin"}], "is_domain": false, "audit_ids": ["x"],
                          "catalog": [%s, %s, %s, %s]}}""".formatted(
                        expires.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z"),
                        entry("compute", "nova", COMPUTE),
                        entry("volumev3", "cinderv3", VOLUME),
                        entry("network", "neutron", "/network"),
                        entry("placement", "placement", PLACEMENT)));
    }

    private String entry(String type, String name, String path) {
        return """
                {"id": "%s", "type": "%s", "name": "%s", "endpoints": [
                  {"id": "1", "interface": "admin", "region": "Other", "region_id": "Other", "url": "http://127.0.0.1:1"},
                  {"id": "2", "interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": "%s"}]}""".formatted(name, type, name, url() + path);
    }

    void versions(String compute, String volume, String placement) {
        server.stubFor(get("/compute/v2.1/").willReturn(okJson("""
                        {"version": {"id": "v2.1", "status": "CURRENT", "version": "%s", "min_version": "2.1",
                          "updated": "2013-07-23T11:33:21Z", "links": []}}""".formatted(compute))));
        server.stubFor(get("/volume/v3/").willReturn(okJson("""
                        {"versions": [{"id": "v3.0", "status": "CURRENT", "version": "%s", "min_version": "3.0",
                          "updated": "2022-08-31T00:00:00Z", "links": []}]}""".formatted(volume))));
        server.stubFor(get("/placement/").willReturn(okJson("""
                        {"versions": [{"id": "v1.0", "max_version": "%s", "min_version": "1.0", "status": "CURRENT",
                          "links": [{"rel": "self", "href": ""}]}]}""".formatted(placement))));
    }

    /** Answers these requests with these answers, one after another, and with the last for ever after. */
    void sequence(String method, String path, ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            boolean last = i == answers.length - 1;
            server.stubFor(request(method, urlEqualTo(path))
                    .inScenario(method + path)
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i)
                    .willReturn(answers[i])
                    .willSetStateTo(last ? (i == 0 ? Scenario.STARTED : "after " + i) : "after " + (i + 1)));
        }
    }
}
