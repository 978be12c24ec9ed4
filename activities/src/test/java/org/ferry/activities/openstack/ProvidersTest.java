package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Candidate;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.Capacity.Inventory;
import org.ferry.workflows.activity.PlacementActivities.Demand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProvidersTest {
    private static final String FIRST = "678f5a44-e2b3-4a97-abf0-ff717c895b0d";
    private static final String SECOND = "f7e1e04b-757a-4290-b0c9-7a1be7a25d37";
    private static final String SHARED = "aa11b539-f9f3-423c-961b-3fcf6df41d9f";
    private static final String CARD = "bb11b539-f9f3-423c-961b-3fcf6df41d9f";
    private static final String PROVIDERS = FakeCloud.PLACEMENT + "/resource_providers";
    private static final String CANDIDATES = FakeCloud.PLACEMENT + "/allocation_candidates?resources=";
    private static final Demand DEMAND = new Demand(
            Map.of("VCPU", 1L, "MEMORY_MB", 192L, "DISK_GB", 0L),
            Set.of("HW_CPU_X86_AVX2"),
            Set.of("COMPUTE_STATUS_DISABLED"));
    private static final String WANTED = CANDIDATES + "MEMORY_MB%3A192%2CVCPU%3A1&required=HW_CPU_X86_AVX2";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private PlacementApiActivities placement;

    @BeforeEach
    void createActivities() {
        placement = new PlacementApiActivities(cloud.client());
        cloud.server.stubFor(get(PROVIDERS)
                .willReturn(okJson("{\"resource_providers\": ["
                        + provider(SECOND, "compute-2", "null") + ", " + provider(FIRST, "compute-1", "null") + ", "
                        + provider(SHARED, "filer", "null") + ", "
                        + provider(CARD, "compute-1_pci", "\"" + FIRST + "\"") + "]}")));
        for (String host : new String[] {FIRST, SECOND}) {
            cloud.server.stubFor(get(PROVIDERS + "/" + host + "/inventories").willReturn(okJson("""
                            {"resource_provider_generation": 15, "inventories": {
                              "MEMORY_MB": {"total": 1024, "reserved": 512, "allocation_ratio": 1.5, "step_size": 1}}}""")));
            cloud.server.stubFor(get(PROVIDERS + "/" + host + "/usages")
                    .willReturn(okJson("{\"resource_provider_generation\": 15, \"usages\": {\"MEMORY_MB\": 768}}")));
            cloud.server.stubFor(get(PROVIDERS + "/" + host + "/traits")
                    .willReturn(okJson("{\"resource_provider_generation\": 15, \"traits\": [\"COMPUTE_NODE\"]}")));
        }
        cloud.server.stubFor(get(PROVIDERS + "/" + SHARED + "/inventories").willReturn(okJson("""
                        {"inventories": {"DISK_GB": {"total": 100, "reserved": 0, "allocation_ratio": 1.0}}}""")));
        cloud.server.stubFor(get(PROVIDERS + "/" + SHARED + "/usages").willReturn(okJson("{\"usages\": {}}")));
        cloud.server.stubFor(get(PROVIDERS + "/" + SHARED + "/traits").willReturn(okJson("{\"traits\": []}")));
    }

    @Test
    void findsProvidersWithRoom() {
        summaries(WANTED, summary(SECOND, 256, "COMPUTE_NODE"));

        assertThat(placement.findCandidates(DEMAND))
                .containsExactly(new Candidate("compute-2", capacity(SECOND, 256, "COMPUTE_NODE")));
        cloud.server.verify(
                getRequestedFor(urlEqualTo(WANTED)).withHeader("OpenStack-API-Version", equalTo("placement 1.28")));
        cloud.server.verify(0, getRequestedFor(urlPathMatching(".*/(usages|traits)")));
    }

    @Test
    void findsNoneWithForbiddenTraitsAndNoSharedStorage() {
        String disk =
                "\"" + SHARED + "\": {\"resources\": {\"DISK_GB\": {\"capacity\": 100, \"used\": 1}}, \"traits\": []}";
        summaries(
                WANTED,
                summary(FIRST, 0, "COMPUTE_STATUS_DISABLED") + ", " + summary(SECOND, 256, "COMPUTE_NODE") + ", "
                        + disk);

        assertThat(placement.findCandidates(DEMAND)).extracting(Candidate::name).containsExactly("compute-2");
    }

    @Test
    void findsNoneWhereAllAreFull() {
        summaries(CANDIDATES + "MEMORY_MB%3A192", "");

        assertThat(placement.findCandidates(new Demand(Map.of("MEMORY_MB", 192L), Set.of(), Set.of())))
                .isEmpty();
        cloud.server.verify(0, getRequestedFor(urlPathMatching(PROVIDERS + ".*")));
    }

    @Test
    void refusesADemandThatPlacementDoesNotUnderstand() {
        cloud.server.stubFor(get(WANTED).willReturn(aResponse().withStatus(400).withBody("""
                        {"errors": [{"status": 400, "title": "Bad Request", "code": "placement.undefined_code",
                          "detail": "No such trait(s): HW_CPU_X86_AVX2.  ", "request_id": "req-1"}]}""")));

        Fails.with(Failures.REFUSED, () -> placement.findCandidates(DEMAND))
                .hasMessageContaining("No such trait(s): HW_CPU_X86_AVX2.");
    }

    @Test
    void refusesAPlacementWithoutTraits() {
        cloud.versions("2.53", "3.0", "1.10");

        Fails.with(Failures.REFUSED, () -> placement.findCandidates(DEMAND)).hasMessageContaining("1.10");
    }

    @Test
    void asksAnOldPlacementForTheUseOfEachCandidate() {
        cloud.versions("2.60", "3.0", "1.17");
        summaries(WANTED, summary(FIRST, 0, "COMPUTE_NODE"));

        assertThat(placement.findCandidates(DEMAND))
                .containsExactly(new Candidate("compute-1", capacity(FIRST, 768, "COMPUTE_NODE")));
    }

    @Test
    void listsAllThatHaveMemoryEvenTheFull() {
        summaries(CANDIDATES + "MEMORY_MB:1", summary(SECOND, 256, "HW_CPU_X86_AVX2"));

        assertThat(placement.listProviders())
                .containsExactly(
                        new Candidate("compute-1", capacity(FIRST, 768, "COMPUTE_NODE")),
                        new Candidate("compute-2", capacity(SECOND, 256, "HW_CPU_X86_AVX2")));
    }

    private void summaries(String query, String summaries) {
        cloud.server.stubFor(get(query)
                .willReturn(okJson("{\"allocation_requests\": [], \"provider_summaries\": {" + summaries + "}}")));
    }

    private static String summary(String id, long used, String trait) {
        return """
                "%s": {"resources": {"MEMORY_MB": {"capacity": 768, "used": %d}}, "traits": ["%s"]}""".formatted(id, used, trait);
    }

    private static String provider(String id, String name, String parent) {
        return """
                {"uuid": "%s", "name": "%s", "generation": 15, "parent_provider_uuid": %s, "links": []}""".formatted(id, name, parent);
    }

    private static Capacity capacity(String id, long used, String trait) {
        return new Capacity(id, Map.of("MEMORY_MB", new Inventory(1024, 512, 1.5, used)), Set.of(trait));
    }
}
