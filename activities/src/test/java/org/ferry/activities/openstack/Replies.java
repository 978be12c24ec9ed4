package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.jspecify.annotations.Nullable;

/** Replies as a cloud of 2022.2 (Zed) gives them, shortened by what nobody reads. */
final class Replies {
    static final String VM = "cc17e087-63c7-4d96-aff3-95d151069783";
    static final String VOLUME = "ba607588-bbf6-496f-aee7-0d8422639c85";
    static final String OTHER_VM = "0d6f2c1e-0f43-4f0c-9a3e-2a4f5f0d7c11";

    private Replies() {}

    static ResponseDefinitionBuilder server(String host, String vmState, @Nullable String task) {
        return server(host, vmState, task, null);
    }

    /** {@code GET /servers/ID} at 2.73. */
    static ResponseDefinitionBuilder server(
            String host, String vmState, @Nullable String task, @Nullable String lockedReason) {
        return okJson("""
                {"server": {"id": "%s", "name": "web-1", "status": "ACTIVE",
                  "tenant_id": "27ac28309ae94f44b26284d070363bc6", "user_id": "8a7df09f8c0e46719f38539eed060f40",
                  "image": {"id": "63a006b9-20f1-4fe8-958e-2418c251623e", "links": []},
                  "flavor": {"vcpus": 1, "ram": 192, "disk": 1, "ephemeral": 2, "swap": 64,
                             "original_name": "lab.tiny", "extra_specs": {"hw:cpu_policy": "shared"}},
                  "created": "2026-11-24T02:45:44Z", "updated": "2026-11-24T02:45:45Z",
                  "addresses": {"flat": [
                    {"version": 4, "addr": "10.78.3.243", "OS-EXT-IPS:type": "fixed",
                     "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:cd:9c:c2"},
                    {"version": 4, "addr": "203.0.113.7", "OS-EXT-IPS:type": "floating",
                     "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:cd:9c:c2"}]},
                  "OS-EXT-AZ:availability_zone": "nova", "config_drive": "True",
                  "OS-EXT-SRV-ATTR:host": "%s", "OS-EXT-SRV-ATTR:instance_name": "instance-00000007",
                  "OS-EXT-SRV-ATTR:hypervisor_hostname": "%s.example",
                  "OS-EXT-STS:task_state": %s, "OS-EXT-STS:vm_state": "%s", "OS-EXT-STS:power_state": 1,
                  "locked": %s, "locked_reason": %s, "tags": [],
                  "metadata": {"ferry:policy": "live"}, "server_groups": ["0fd1c9a6-5c1f-4f0e-8f6c-1b3a9d0b7e11"]}}""".formatted(VM, host, host, quoted(task), vmState, lockedReason != null, quoted(lockedReason)));
    }

    /** {@code GET /os-migrations?instance_uuid=ID} at 2.59; the newest is the last. */
    static ResponseDefinitionBuilder migrations(String... migrations) {
        return okJson("{\"migrations\": [" + String.join(", ", migrations) + "]}");
    }

    /** One of them, from compute-1. */
    static String migration(int id, String type, String status, @Nullable String target) {
        return """
                {"id": %d, "uuid": "5d5e1f1a-2b3c-4d4e-8f8a-9b0c1d2e3f%02d", "instance_uuid": "%s",
                 "migration_type": "%s", "status": "%s", "source_compute": "compute-1", "source_node": "compute-1.example",
                 "dest_compute": %s, "dest_node": null, "dest_host": null, "old_instance_type_id": 7,
                 "new_instance_type_id": 7, "created_at": "2026-11-24T03:%02d:00.000000", "updated_at": null}""".formatted(id, id, VM, type, status, quoted(target), id);
    }

    static ResponseDefinitionBuilder noServer() {
        return aResponse()
                .withStatus(404)
                .withBody("{\"itemNotFound\": {\"code\": 404, \"message\": \"Instance " + VM
                        + " could not be found.\"}}");
    }

    static ResponseDefinitionBuilder accepted() {
        return aResponse().withStatus(202);
    }

    static ResponseDefinitionBuilder conflict() {
        return aResponse().withStatus(409).withBody("""
                        {"conflictingRequest": {"code": 409, "message":
                          "Cannot 'stop' instance %s while it is in task_state image_snapshot"}}""".formatted(VM));
    }

    /** {@code GET /servers/ID/os-volume_attachments} at 2.79. */
    static ResponseDefinitionBuilder attachments(String... volumesAndDevices) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < volumesAndDevices.length; i += 2) {
            entries.append(i == 0 ? "" : ", ")
                    .append("""
                            {"id": "%s", "volumeId": "%s", "serverId": "%s", "device": "%s", "tag": "data",
                             "delete_on_termination": true}""".formatted(volumesAndDevices[i], volumesAndDevices[i], VM, volumesAndDevices[i + 1]));
        }
        return okJson("{\"volumeAttachments\": [" + entries + "]}");
    }

    /** {@code GET /volumes/ID}. */
    static ResponseDefinitionBuilder volume(String status, String... attachedTo) {
        StringBuilder attachments = new StringBuilder();
        for (String server : attachedTo) {
            attachments.append(attachments.isEmpty() ? "" : ", ").append("""
                            {"id": "%s", "attachment_id": "1d0c", "volume_id": "%s", "server_id": "%s",
                             "host_name": "compute-1", "device": "/dev/vdb", "attached_at": "2026-11-24T02:50:00.000000"}""".formatted(VOLUME, VOLUME, server));
        }
        return okJson("""
                {"volume": {"id": "%s", "status": "%s", "size": 1, "multiattach": false, "attachments": [%s],
                  "os-vol-host-attr:host": "control@ceph#ceph", "bootable": "false"}}""".formatted(VOLUME, status, attachments));
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }
}
