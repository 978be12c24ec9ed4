package org.ferry.activities.openstack;

import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.ferry.activities.openstack.Replies.VM;
import static org.ferry.activities.openstack.Replies.migrations;
import static org.ferry.activities.openstack.Replies.server;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Nova says of one instance that it moves from compute-1 to compute-2, look after look. */
final class MovingCloud {
    static final String SERVER = FakeCloud.COMPUTE + "/servers/" + VM;
    static final String ACTION = SERVER + "/action";
    static final String RECORDS = FakeCloud.COMPUTE + "/os-migrations?instance_uuid=" + VM;

    private final FakeCloud cloud;

    MovingCloud(FakeCloud cloud) {
        this.cloud = cloud;
    }

    /** One look: instance and newest migration record; the record of id 3 is of an older move. */
    record Look(ResponseDefinitionBuilder server, ResponseDefinitionBuilder records) {}

    static Look look(String host, String vmState, @Nullable String task, String... records) {
        String old = Replies.migration(3, "migration", "confirmed", "compute-1");
        return new Look(
                server(host, vmState, task),
                migrations(Stream.concat(Stream.of(old), Stream.of(records)).toArray(String[]::new)));
    }

    /** The looks, one after another, and the last for ever after. */
    void shows(Look... looks) {
        cloud.sequence("GET", SERVER, Stream.of(looks).map(Look::server).toArray(ResponseDefinitionBuilder[]::new));
        cloud.sequence("GET", RECORDS, Stream.of(looks).map(Look::records).toArray(ResponseDefinitionBuilder[]::new));
    }

    /** Nova's own reason for a failure of the action, and one of another action that was done since. */
    void failed(String action, String reason) {
        cloud.server.stubFor(get(SERVER + "/os-instance-actions").willReturn(okJson("""
                        {"instanceActions": [{"action": "lock", "request_id": "req-2"},
                          {"action": "%s", "request_id": "req-1", "message": "Error"}]}""".formatted(action))));
        cloud.server.stubFor(
                get(SERVER + "/os-instance-actions/req-1").willReturn(okJson("""
                        {"instanceAction": {"action": "%s", "events": [
                          {"event": "conductor_migrate_server", "result": "Error", "host": "control", "details": "%s"},
                          {"event": "cold_migrate", "result": "Error", "host": "control", "details": "%s"}]}}""".formatted(action, reason, reason))));
    }

    void verifyAsked(int times) {
        cloud.server.verify(times, postRequestedFor(urlEqualTo(ACTION)));
    }

    void verifyAsked(String body) {
        verifyAsked(1);
        cloud.server.verify(1, postRequestedFor(urlEqualTo(ACTION)).withRequestBody(equalToJson(body)));
    }
}
