package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Hardware that the lab has not, and that its databases say an instance holds: written as Nova and Neutron write it. */
final class Hardware {
    private static final String EXTRA = "nova.instance_extra";

    /** nova/objects/instance_numa.py, 26.0. One cell without pinning. */
    private static final String NUMA_TOPOLOGY = """
            {"nova_object.name": "InstanceNUMATopology", "nova_object.namespace": "nova",
            "nova_object.version": "1.3", "nova_object.data": {"instance_uuid": "%s", "cells": [
            {"nova_object.name": "InstanceNUMACell", "nova_object.namespace": "nova", "nova_object.version": "1.6",
            "nova_object.data": {"id": 0, "cpuset": [0], "pcpuset": [], "cpuset_reserved": null, "memory": 256,
            "pagesize": null, "cpu_pinning_raw": null, "cpu_policy": null, "cpu_thread_policy": null}}]}}""";

    /** nova/objects/instance_pci_requests.py, 26.0. */
    private static final String PCI_REQUESTS = """
            [{"count": 1, "spec": [{"vendor_id": "10de"}], "alias_name": "gpu", "is_new": false,
            "numa_policy": "legacy", "request_id": null, "requester_id": null}]""";

    private Hardware() {}

    /** Adds to the flavor as it is embedded in the instance (nova/objects/instance.py _flavor_from_db, 26.0). */
    static void askFor(Map<String, String> extraSpecs, String id, Overwrites overwrites) {
        String flavors = Overwrites.text(EXTRA, "flavor", of(id));
        try {
            JsonNode json = new ObjectMapper().readTree(flavors);
            JsonNode flavor = json.path("cur").path("nova_object.data");
            assertThat(flavor.isObject()).as("the flavor in " + flavors).isTrue();
            extraSpecs.forEach(((ObjectNode) flavor).withObjectProperty("extra_specs")::put);
            overwrites.set(EXTRA, "flavor", of(id), json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A NUMA topology of one cell. */
    static void spreadOverNuma(String id, Overwrites overwrites) {
        overwrites.set(EXTRA, "numa_topology", of(id), NUMA_TOPOLOGY.formatted(id));
    }

    /** A PCI device by an alias. */
    static void requestPciDevice(String id, Overwrites overwrites) {
        overwrites.set(EXTRA, "pci_requests", of(id), PCI_REQUESTS);
    }

    /** A virtual function of a network card for each port. */
    static void giveVirtualFunctions(String id, Overwrites overwrites) {
        for (JsonNode port :
                Cloud.neutron("GET", "/ports?device_id=" + id, null).path("ports")) {
            String active = "port_id='" + port.path("id").asText() + "' AND status='ACTIVE'";
            overwrites.set("neutron.ml2_port_bindings", "vnic_type", active, "direct");
        }
    }

    private static String of(String id) {
        return "instance_uuid='" + id + "' AND deleted=0";
    }
}
