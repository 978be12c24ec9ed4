package org.ferry.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lab's APIs, as its administrator. */
final class Cloud {
    private static final String ADDRESS = "http://10.77.0.1:";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static @Nullable String token;
    private static String project = "";

    private Cloud() {}

    static JsonNode nova(String method, String path, @Nullable String body) {
        return call(method, ADDRESS + "8774/v2.1" + path, body);
    }

    static JsonNode neutron(String method, String path, @Nullable String body) {
        return call(method, ADDRESS + "9696/v2.0" + path, body);
    }

    static JsonNode placement(String method, String path, @Nullable String body) {
        return call(method, ADDRESS + "8778" + path, body);
    }

    static JsonNode cinder(String method, String path, @Nullable String body) {
        token();
        return call(method, ADDRESS + "8776/v3/" + project + path, body);
    }

    static JsonNode server(String id) {
        return nova("GET", "/servers/" + id, null).path("server");
    }

    static String host(String id) {
        return server(id).path("OS-EXT-SRV-ATTR:host").asText();
    }

    static String status(String id) {
        return server(id).path("status").asText();
    }

    static void action(String id, String body) {
        nova("POST", "/servers/" + id + "/action", body);
    }

    /** Boots a guest with a config drive and waits until it is active. */
    static String boot(String name, String host, String flavor) {
        return create(name, host, flavor, "\"imageRef\":\"" + image() + "\",\"config_drive\":true");
    }

    /** Boots a guest whose root disk is a volume that goes away with it. */
    static String bootFromVolume(String name, String host, String flavor) {
        return create(name, host, flavor, """
                "block_device_mapping_v2":[{"boot_index":0,"source_type":"image","uuid":"%s",
                "destination_type":"volume","volume_size":1,"delete_on_termination":true}]""".formatted(image()));
    }

    /** Boots a guest without a config drive, as a member of a server group. */
    static String bootInGroup(String name, String host, String flavor, String group) {
        return create(
                name,
                host,
                flavor,
                "\"imageRef\":\"" + image() + "\"",
                ",\"os:scheduler_hints\":{\"group\":\"" + group + "\"}");
    }

    /** Makes a server group. */
    static String group(String name, String policy) {
        return nova(
                        "POST",
                        "/os-server-groups",
                        "{\"server_group\":{\"name\":\"%s\",\"policy\":\"%s\"}}".formatted(name, policy))
                .path("server_group")
                .path("id")
                .asText();
    }

    private static String create(String name, String host, String flavor, String root) {
        return create(name, host, flavor, root, "");
    }

    private static String create(String name, String host, String flavor, String root, String hints) {
        String network = neutron("GET", "/networks?name=flat", null)
                .path("networks")
                .path(0)
                .path("id")
                .asText();
        String id = nova("POST", "/servers", """
                        {"server":{"name":"%s","flavorRef":"%s","availability_zone":"nova:%s",
                        "networks":[{"uuid":"%s"}],%s}%s}""".formatted(name, flavorId(flavor), host, network, root, hints))
                .path("server")
                .path("id")
                .asText();
        awaitStatus(id, "ACTIVE");
        return id;
    }

    private static String image() {
        return call("GET", ADDRESS + "9292/v2/images?name=labguest", null)
                .path("images")
                .path(0)
                .path("id")
                .asText();
    }

    static String flavorId(String name) {
        for (JsonNode flavor : nova("GET", "/flavors", null).path("flavors")) {
            if (flavor.path("name").asText().equals(name)) {
                return flavor.path("id").asText();
            }
        }
        throw new AssertionError("the lab has no flavor " + name);
    }

    static void awaitStatus(String id, String status) {
        await("instance " + id + " to be " + status)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    JsonNode server = server(id);
                    if (server.path("status").asText().equals("ERROR") && !status.equals("ERROR")) {
                        throw new AssertionError("instance " + id + " is in ERROR: " + server.path("fault"));
                    }
                    return server.path("status").asText().equals(status)
                            && server.path("OS-EXT-STS:task_state").isNull();
                });
    }

    /** Makes a volume and attaches it. */
    static String attachVolume(String id, boolean deleteOnTermination) {
        String volume = cinder("POST", "/volumes", "{\"volume\":{\"size\":1,\"name\":\"e2e\"}}")
                .path("volume")
                .path("id")
                .asText();
        awaitVolume(volume, "available");
        nova(
                "POST",
                "/servers/" + id + "/os-volume_attachments",
                "{\"volumeAttachment\":{\"volumeId\":\"%s\",\"delete_on_termination\":%s}}"
                        .formatted(volume, deleteOnTermination));
        awaitVolume(volume, "in-use");
        return volume;
    }

    /** Completes attachments that Nova has left half made. */
    static void completeAttachments(String id) {
        for (JsonNode attachment :
                cinder("GET", "/attachments?instance_id=" + id, null).path("attachments")) {
            if (attachment.path("status").asText().equals("attaching")) {
                cinder("POST", "/attachments/" + attachment.path("id").asText() + "/action", "{\"os-complete\":{}}");
            }
        }
    }

    static void awaitVolume(String volume, String status) {
        await("volume " + volume + " to be " + status)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> cinder("GET", "/volumes/" + volume, null)
                        .path("volume")
                        .path("status")
                        .asText()
                        .equals(status));
    }

    /** Deletes what a former run of the tests left. */
    static void deleteAll(String prefix) {
        for (JsonNode server :
                nova("GET", "/servers?all_tenants=1&name=" + prefix, null).path("servers")) {
            delete(server.path("id").asText());
        }
    }

    static void delete(String id) {
        nova("DELETE", "/servers/" + id, null);
        await("instance " + id + " to be gone")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> server(id).isMissingNode());
    }

    /** Sets and takes away the state of a compute service. */
    static void setService(String host, String body) {
        for (JsonNode service : nova("GET", "/os-services?binary=nova-compute&host=" + host, null)
                .path("services")) {
            nova("PUT", "/os-services/" + service.path("id").asText(), body);
        }
    }

    static JsonNode service(String host) {
        return nova("GET", "/os-services?binary=nova-compute&host=" + host, null)
                .path("services")
                .path(0);
    }

    /** Waits until Nova sees the host's nova-compute up. */
    static void awaitUp(String host) {
        await("nova-compute on " + host + " to be up")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> service(host).path("state").asText().equals("up"));
    }

    /** Disk of the host that Placement knows, whoever uses it. */
    static long diskGiB(String host) {
        for (JsonNode provider : placement("GET", "/resource_providers", null).path("resource_providers")) {
            if (provider.path("name").asText().split("\\.", 2)[0].equals(host)) {
                String inventory =
                        "/resource_providers/" + provider.path("uuid").asText() + "/inventories/DISK_GB";
                return placement("GET", inventory, null).path("total").asLong();
            }
        }
        throw new AssertionError("Placement has no provider for " + host);
    }

    /** One request; a missing object (404) is a missing node, any other failure an error. */
    private static JsonNode call(String method, String url, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("X-Auth-Token", token())
                .header(
                        "OpenStack-API-Version",
                        url.contains(":8776")
                                ? "volume 3.60"
                                : url.contains(":8778") ? "placement 1.28" : "compute 2.90")
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        HttpResponse<String> response = send(request.build());
        if (response.statusCode() == 404) {
            return JSON.missingNode();
        }
        if (response.statusCode() >= 300) {
            throw new AssertionError(
                    method + " " + url + " answered " + response.statusCode() + ": " + response.body());
        }
        return parse(response.body());
    }

    private static synchronized String token() {
        if (token == null) {
            String body = """
                    {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin",
                    "domain":{"id":"default"},"password":"%s"}}},
                    "scope":{"project":{"name":"admin","domain":{"id":"default"}}}}}""".formatted(Lab.secret("admin"));
            HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(ADDRESS + "5000/v3/auth/tokens"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body))
                    .build());
            if (response.statusCode() != 201) {
                throw new AssertionError("Keystone answered " + response.statusCode());
            }
            project = parse(response.body())
                    .path("token")
                    .path("project")
                    .path("id")
                    .asText();
            token = response.headers().firstValue("X-Subject-Token").orElseThrow();
        }
        return token;
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isEmpty() ? JSON.missingNode() : JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
