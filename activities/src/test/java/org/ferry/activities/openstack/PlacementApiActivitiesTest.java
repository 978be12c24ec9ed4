package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ferry.activities.openstack.Replies.VM;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Capacity;
import org.ferry.workflows.activity.PlacementActivities.Reservation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlacementApiActivitiesTest {
    private static final String SOURCE = "f9cd5c43-5d3c-4a5e-8090-57fe32fa48ca";
    private static final String TARGET = "7456b539-f9f3-423c-961b-3fcf6df41d9f";
    private static final String SHARED = "aa11b539-f9f3-423c-961b-3fcf6df41d9f";
    private static final String HOLDER = "91f2a7c0-3d8b-4f62-8a2c-5e0f4d1c2b3a";
    private static final String PROJECT = "27ac28309ae94f44b26284d070363bc6";
    private static final String USER = "8a7df09f8c0e46719f38539eed060f40";
    private static final Reservation RESERVATION = new Reservation(VM, HOLDER, PROJECT, SOURCE, TARGET);
    private static final String INSTANCE_PATH = FakeCloud.PLACEMENT + "/allocations/" + VM;
    private static final String HOLDER_PATH = FakeCloud.PLACEMENT + "/allocations/" + HOLDER;
    private static final String ALLOCATIONS = FakeCloud.PLACEMENT + "/allocations";

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private PlacementApiActivities placement;

    @BeforeEach
    void createActivities() {
        placement = new PlacementApiActivities(cloud.client());
        cloud.server.stubFor(post(ALLOCATIONS).willReturn(aResponse().withStatus(204)));
        cloud.server.stubFor(delete(HOLDER_PATH).willReturn(aResponse().withStatus(204)));
    }

    @Test
    void describesWhatAHostHas() {
        String provider = FakeCloud.PLACEMENT + "/resource_providers";
        cloud.server.stubFor(get(provider + "?name=compute-1.example")
                .willReturn(okJson("{\"resource_providers\": [{\"uuid\": \"" + SOURCE + "\", \"generation\": 15}]}")));
        cloud.server.stubFor(get(provider + "/" + SOURCE + "/inventories").willReturn(okJson("""
                                        {"resource_provider_generation": 15, "inventories": {
                                          "VCPU": {"total": 2, "reserved": 0, "min_unit": 1, "max_unit": 2,
                                                   "step_size": 1, "allocation_ratio": 16.0},
                                          "MEMORY_MB": {"total": 12376, "reserved": 512, "min_unit": 1,
                                                   "max_unit": 12376, "step_size": 1, "allocation_ratio": 1.5}}}""")));
        cloud.server.stubFor(get(provider + "/" + SOURCE + "/usages")
                .willReturn(okJson("{\"usages\": {\"VCPU\": 1, \"MEMORY_MB\": 192}}")));
        cloud.server.stubFor(get(provider + "/" + SOURCE + "/traits")
                .willReturn(okJson("{\"resource_provider_generation\": 15, \"traits\": [\"HW_CPU_X86_AVX2\"]}")));

        Capacity capacity = placement.describeCapacity("compute-1.example");

        assertThat(capacity)
                .isEqualTo(new Capacity(
                        SOURCE,
                        Map.of(
                                "VCPU", new Capacity.Inventory(2, 0, 16.0, 1),
                                "MEMORY_MB", new Capacity.Inventory(12376, 512, 1.5, 192)),
                        Set.of("HW_CPU_X86_AVX2")));
        assertThat(capacity.inventories().get("MEMORY_MB"))
                .extracting(Capacity.Inventory::free)
                .isEqualTo(17604L);
    }

    @Test
    void refusesAHostThatIsNoProvider() {
        cloud.server.stubFor(get(FakeCloud.PLACEMENT + "/resource_providers?name=compute-9")
                .willReturn(okJson("{\"resource_providers\": []}")));

        Fails.with(Failures.REFUSED, () -> placement.describeCapacity("compute-9"))
                .hasMessageContaining("compute-9");
    }

    @Test
    void tellsWhatAnInstanceHolds() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 1), none());

        assertThat(placement.describeAllocations(VM)).isEqualTo(Map.of(SOURCE, Map.of("VCPU", 1L, "MEMORY_MB", 192L)));
        assertThat(placement.describeAllocations(VM)).isEmpty();
    }

    @Test
    void reservesInOneRequest() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 3));
        cloud.sequence("GET", HOLDER_PATH, none());

        placement.reserve(RESERVATION);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ALLOCATIONS))
                        .withHeader("OpenStack-API-Version", equalTo("placement 1.28"))
                        .withRequestBody(equalToJson(body(share(TARGET), "3", share(SOURCE), "null"))));
    }

    @Test
    void leavesWhatIsHeldElsewhere() {
        String shared = "\"" + SHARED + "\": {\"resources\": {\"DISK_GB\": 8}, \"generation\": 2}";
        cloud.sequence("GET", INSTANCE_PATH, okJson(consumer(entry(SOURCE) + ", " + shared, 3)));
        cloud.sequence("GET", HOLDER_PATH, none());

        placement.reserve(RESERVATION);
        String after = "\"" + SHARED + "\": {\"resources\": {\"DISK_GB\": 8}}, " + share(TARGET);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ALLOCATIONS))
                        .withRequestBody(equalToJson(body(after, "3", share(SOURCE), "null"))));
    }

    @Test
    void doesNotReserveTwice() {
        cloud.sequence("GET", INSTANCE_PATH, holds(TARGET, 4));
        cloud.sequence("GET", HOLDER_PATH, holds(SOURCE, 1));

        placement.reserve(RESERVATION);
        assertPosted(0);
    }

    @Test
    void reservesOnlyForWhoHoldsTheSource() {
        cloud.sequence("GET", INSTANCE_PATH, holds(TARGET, 4), none());
        cloud.sequence("GET", HOLDER_PATH, none());

        Fails.with(Failures.WORLD_CHANGED, () -> placement.reserve(RESERVATION)).hasMessageContaining(TARGET);
        Fails.with(Failures.WORLD_CHANGED, () -> placement.reserve(RESERVATION)).hasMessageContaining("holds {}");
        assertPosted(0);
    }

    @Test
    void refusesATargetThatIsFull() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 3));
        cloud.sequence("GET", HOLDER_PATH, none());
        cloud.server.stubFor(post(ALLOCATIONS)
                .willReturn(error(409, "placement.undefined_code", "Unable to allocate inventory: exceed capacity")));

        Fails.with(Failures.REFUSED, () -> placement.reserve(RESERVATION))
                .hasMessageContaining("no room")
                .hasMessageContaining("exceed capacity");
        assertPosted(1);
    }

    @Test
    void readsAgainWhenSomebodyElseWroteInBetween() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 3), holds(SOURCE, 4));
        cloud.sequence("GET", HOLDER_PATH, none());
        cloud.sequence(
                "POST",
                ALLOCATIONS,
                error(409, "placement.concurrent_update", "consumer generation conflict"),
                aResponse().withStatus(204));

        placement.reserve(RESERVATION);
        assertPosted(2);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ALLOCATIONS))
                        .withRequestBody(equalToJson(body(share(TARGET), "4", share(SOURCE), "null"))));
    }

    @Test
    void aConflictThatDoesNotEndIsRetriedLater() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 3));
        cloud.sequence("GET", HOLDER_PATH, none());
        cloud.server.stubFor(post(ALLOCATIONS).willReturn(error(409, "placement.concurrent_update", "conflict")));

        assertThatThrownBy(() -> placement.reserve(RESERVATION)).isInstanceOf(ApiException.Conflict.class);
        assertPosted(5);
    }

    @Test
    void refusesAPlacementWithoutConsumerGenerations() {
        cloud.versions("2.60", "3.43", "1.17");

        Fails.with(Failures.REFUSED, () -> placement.reserve(RESERVATION)).hasMessageContaining("1.17");
    }

    @Test
    void givesBackInOneRequest() {
        cloud.sequence("GET", INSTANCE_PATH, holds(TARGET, 4));
        cloud.sequence("GET", HOLDER_PATH, holds(SOURCE, 1));

        placement.giveBack(RESERVATION);
        cloud.server.verify(
                1,
                postRequestedFor(urlEqualTo(ALLOCATIONS))
                        .withRequestBody(equalToJson(body(share(SOURCE), "4", "", "1"))));
    }

    @Test
    void givesBackNothingThatWasNotTaken() {
        cloud.sequence("GET", INSTANCE_PATH, holds(SOURCE, 3));
        cloud.sequence("GET", HOLDER_PATH, none());

        placement.giveBack(RESERVATION);
        assertPosted(0);
        assertReleased(0);
    }

    @Test
    void onlyDropsTheHoldersShareWhenTheInstanceIsGone() {
        cloud.sequence("GET", INSTANCE_PATH, none());
        cloud.sequence("GET", HOLDER_PATH, holds(SOURCE, 1));

        placement.giveBack(RESERVATION);
        assertPosted(0);
        assertReleased(1);
    }

    @Test
    void settlesAndSettlesAgain() {
        cloud.sequence(
                "DELETE", HOLDER_PATH, aResponse().withStatus(204), aResponse().withStatus(404));

        placement.settle(RESERVATION);
        placement.settle(RESERVATION);
        assertReleased(2);
    }

    @Test
    void releasesWhatAMigrationThatIsOverStillHolds() {
        cloud.sequence("GET", HOLDER_PATH, holds(SOURCE, 2), holds(SOURCE, 3));
        cloud.sequence(
                "POST",
                ALLOCATIONS,
                error(409, "placement.concurrent_update", "consumer generation conflict"),
                aResponse().withStatus(204));

        assertThat(placement.releaseMigration(HOLDER)).isTrue();
        cloud.server.verify(1, postRequestedFor(urlEqualTo(ALLOCATIONS)).withRequestBody(equalToJson("""
                        {"%s": {"allocations": {}, "consumer_generation": 3, "project_id": "%s", "user_id": "%s"}}""".formatted(
                        HOLDER, PROJECT, USER))));
    }

    @Test
    void releasesNothingOfAMigrationThatHoldsNothing() {
        cloud.sequence("GET", HOLDER_PATH, none());

        assertThat(placement.releaseMigration(HOLDER)).isFalse();
        assertThat(placement.releaseMigration("")).as("not told by Nova").isFalse();
        assertPosted(0);
    }

    private void assertPosted(int times) {
        cloud.server.verify(times, postRequestedFor(urlEqualTo(ALLOCATIONS)));
    }

    private void assertReleased(int times) {
        cloud.server.verify(times, deleteRequestedFor(urlEqualTo(HOLDER_PATH)));
    }

    private static ResponseDefinitionBuilder none() {
        return okJson("{\"allocations\": {}}");
    }

    private static ResponseDefinitionBuilder holds(String provider, int generation) {
        return okJson(consumer(entry(provider), generation));
    }

    private static String consumer(String entries, int generation) {
        return """
                {"allocations": {%s}, "project_id": "%s", "user_id": "%s", "consumer_generation": %s}""".formatted(entries, PROJECT, USER, generation);
    }

    private static String entry(String provider) {
        return "\"" + provider + "\": {\"resources\": {\"MEMORY_MB\": 192, \"VCPU\": 1}, \"generation\": 15}";
    }

    private static String share(String provider) {
        return "\"" + provider + "\": {\"resources\": {\"MEMORY_MB\": 192, \"VCPU\": 1}}";
    }

    private static String body(String instance, String instanceGeneration, String holder, String holderGeneration) {
        String consumer = """
                "%s": {"allocations": {%s}, "consumer_generation": %s, "project_id": "%s", "user_id": "%s"}""";
        return "{" + consumer.formatted(VM, instance, instanceGeneration, PROJECT, USER) + ", "
                + consumer.formatted(HOLDER, holder, holderGeneration, PROJECT, USER) + "}";
    }

    private static ResponseDefinitionBuilder error(int status, String code, String detail) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody("""
                        {"errors": [{"status": %d, "title": "Conflict", "code": "%s", "request_id": "req-1",
                          "detail": "There was a conflict when trying to complete your request.\\n\\n %s  "}]}""".formatted(status, code, detail));
    }
}
