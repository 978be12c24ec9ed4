package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Aggregate;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.CpuModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NovaHostsTest {
    private static final Aggregate OLD = new Aggregate("old", Map.of());
    private static final String SERVICES = FakeCloud.COMPUTE + "/os-services?binary=nova-compute";
    private static final String HYPERVISORS = FakeCloud.COMPUTE + "/os-hypervisors/detail";
    private static final String CPU = """
            {"arch": "x86_64", "model": "kvm64", "vendor": "AMD", "features": ["avx2", "svm"],
             "topology": {"cells": 1, "sockets": 1, "cores": 2, "threads": 1}}""";
    private static final CpuModel MODEL = new CpuModel("x86_64", "AMD", "kvm64", Set.of("avx2", "svm"));

    @RegisterExtension
    final FakeCloud cloud = new FakeCloud();

    private NovaComputeActivities compute;

    @BeforeEach
    void createActivities() {
        compute = new NovaComputeActivities(cloud.client(), FakeCloud.QUICK);
        String first = service("compute-1", "enabled", "null");
        String second = service("compute-2", "disabled", "\"Migrations Only\"");
        cloud.server.stubFor(get(SERVICES)
                .willReturn(okJson(
                        "{\"services\": [" + second + ", " + first + ", " + service("new", "enabled", "null") + "]}")));
        cloud.server.stubFor(get(SERVICES + "&host=compute-1").willReturn(okJson("{\"services\": [" + first + "]}")));
        cloud.server.stubFor(get(SERVICES + "&host=new")
                .willReturn(okJson("{\"services\": [" + service("new", "enabled", "null") + "]}")));
        cloud.server.stubFor(get(FakeCloud.COMPUTE + "/os-aggregates").willReturn(okJson("""
                        {"aggregates": [{"id": 2, "name": "ssd", "hosts": ["compute-1"], "metadata": {"disk": "ssd"}},
                          {"id": 1, "name": "old", "hosts": ["compute-2", "compute-1"], "metadata": {}}]}""")));
        hypervisors(CPU);
    }

    @Test
    void listsHostsByNameWithProcessorsAndAggregates() {
        assertThat(compute.listHosts())
                .containsExactly(
                        new ComputeHost(
                                "compute-1",
                                "compute-1.example",
                                "nova",
                                true,
                                true,
                                null,
                                MODEL,
                                List.of(OLD, new Aggregate("ssd", Map.of("disk", "ssd")))),
                        new ComputeHost(
                                "compute-2",
                                "compute-2.example",
                                "nova",
                                true,
                                false,
                                "Migrations Only",
                                MODEL,
                                List.of(OLD)));
        cloud.server.verify(
                getRequestedFor(urlEqualTo(HYPERVISORS)).withHeader("OpenStack-API-Version", equalTo("compute 2.53")));
    }

    @Test
    void readsWhatAnOldNovaTellsOfProcessors() {
        hypervisors("\"" + CPU.replace("\"", "\\\"").replaceAll("\\s+", " ") + "\"");

        assertThat(compute.describeHost("compute-1").cpu()).isEqualTo(MODEL);
    }

    @Test
    void knowsNoProcessorsWhereNovaTellsNone() {
        for (String nothing : List.of("{}", "\"\"", "null")) {
            hypervisors(nothing);
            assertThat(compute.describeHost("compute-1").cpu()).as(nothing).isNull();
        }
    }

    @Test
    void refusesAHostThatNeverReported() {
        Fails.with(Failures.REFUSED, () -> compute.describeHost("new")).hasMessageContaining("never reported in full");
    }

    @Test
    void tellsTheVersionOfTheApi() {
        assertThat(compute.apiVersion()).isEqualTo("2.93");
    }

    private void hypervisors(String cpu) {
        cloud.server.stubFor(get(HYPERVISORS).willReturn(okJson("""
                        {"hypervisors": [
                          {"id": "a", "hypervisor_hostname": "compute-1.example", "cpu_info": %s, "state": "up",
                           "service": {"id": "x", "host": "compute-1", "disabled_reason": null}},
                          {"id": "b", "hypervisor_hostname": "compute-2.example", "cpu_info": %s, "state": "up",
                           "service": {"id": "y", "host": "compute-2", "disabled_reason": null}}]}""".formatted(cpu, cpu))));
    }

    private static String service(String host, String status, String reason) {
        return """
                {"id": 5, "binary": "nova-compute", "host": "%s", "zone": "nova", "status": "%s", "state": "up",
                 "updated_at": "2026-11-24T09:16:41.000000", "disabled_reason": %s}""".formatted(host, status, reason);
    }
}
