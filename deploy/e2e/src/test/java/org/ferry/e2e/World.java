package org.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An instance as the whole lab has it, for comparing before and after. */
record World(
        String id,
        String row,
        boolean locked,
        Map<String, String> allocations,
        List<String> ports,
        List<String> volumes,
        List<String> domains,
        Map<String, List<String>> directories,
        Map<String, List<String>> quarantines,
        Map<String, String> services) {

    /** Looks at everything that a migration could touch. */
    static World look(String id) {
        return new World(
                id,
                seenRow(id),
                Cloud.server(id).path("locked").asBoolean(),
                seenAllocations(id),
                seenPorts(id),
                seenVolumes(id),
                seenDomains(id),
                seenDirectories(id),
                Lab.HOSTS.stream().collect(Collectors.toMap(host -> host, host -> quarantines(host, id))),
                seenServices());
    }

    /** Everything that has to follow the instance has, and nothing of it is left behind. */
    static void assertMoved(World before, String source, String target) {
        String id = before.id();
        World now = look(id);
        boolean running = before.row().contains("\tactive\t");
        String cleanRow = target + "\t" + target + "\t" + target + "\t" + (running ? "active" : "stopped") + "\tNULL";
        assertThat(now.row())
                .as("host, node, launched_on, state, task of the row")
                .isEqualTo(cleanRow);
        assertThat(now.locked()).as("the lock is as it was").isEqualTo(before.locked());
        assertThat(now.allocations())
                .as("allocations: the same, on the target alone")
                .isEqualTo(Map.of(target, before.allocations().get(source)));
        assertThat(now.ports()).as("ports bound to the target").isEqualTo(replaced(before.ports(), source, target));
        assertThat(now.volumes())
                .as("volumes: same device, flags and order, connected to the target")
                .isEqualTo(replaced(before.volumes(), source, target));
        assertThat(now.domains())
                .as("domains of the instance in the whole lab")
                .containsExactly(target + (running ? " running" : " shut off"));
        assertThat(now.directories().get(target))
                .as("files, modes and owners at the target as they were on the source")
                .isEqualTo(before.directories().get(source));
        assertThat(names(source, id)).as("names of the instance on the source").isEmpty();
        assertThat(quarantines(source, id))
                .as("quarantines of the instance on the source: one more than before")
                .hasSize(before.quarantines().getOrDefault(source, List.of()).size() + 1);
        assertThat(names(target, id)).as("names of the instance on the target").containsExactly(id);
        assertThat(now.services()).as("compute services").isEqualTo(before.services());
        if (running) {
            assertPortsActive(id);
        }
        assertNothingTemporary(id);
    }

    /** Everything that has to follow an instance that Nova moved has; Nova keeps nothing on the source. */
    static void assertMovedByNova(World before, String source, String target) {
        String id = before.id();
        World now = look(id);
        boolean running = before.row().contains("\tactive\t");
        assertThat(now.row().split("\t"))
                .as("host, node, launched_on, state, task of the row: " + now.row())
                .containsSubsequence(target, target)
                .endsWith(running ? "active" : "stopped", "NULL");
        assertThat(now.locked()).as("the lock is as it was").isEqualTo(before.locked());
        assertThat(now.allocations())
                .as("allocations: the same, on the target alone")
                .isEqualTo(Map.of(target, before.allocations().get(source)));
        assertThat(now.ports()).as("ports bound to the target").isEqualTo(replaced(before.ports(), source, target));
        assertThat(now.volumes())
                .as("volumes: same device, flags and order, connected to the target")
                .isEqualTo(replaced(before.volumes(), source, target));
        assertThat(now.domains())
                .as("domains of the instance in the whole lab")
                .containsExactly(target + (running ? " running" : " shut off"));
        assertThat(names(source, id)).as("names of the instance on the source").isEmpty();
        assertThat(names(target, id)).as("names of the instance on the target").containsExactly(id);
        assertThat(now.services()).as("compute services").isEqualTo(before.services());
        if (running) {
            assertPortsActive(id);
        }
        assertNoInactiveBindings(id);
        assertMigrationsHoldNothing(id);
    }

    private static void assertNoInactiveBindings(String id) {
        for (JsonNode port :
                Cloud.neutron("GET", "/ports?device_id=" + id, null).path("ports")) {
            assertThat(Cloud.neutron("GET", "/ports/" + port.path("id").asText() + "/bindings", null)
                            .path("bindings"))
                    .as("bindings of port " + port.path("id").asText())
                    .hasSize(1);
        }
    }

    private static void assertMigrationsHoldNothing(String id) {
        for (JsonNode migration :
                Cloud.nova("GET", "/os-migrations?instance_uuid=" + id, null).path("migrations")) {
            String uuid = migration.path("uuid").asText();
            assertThat(Cloud.placement("GET", "/allocations/" + uuid, null).path("allocations"))
                    .as("what migration " + uuid + " holds in Placement")
                    .isEmpty();
        }
    }

    /** The instance's ports carry traffic, as Neutron sees it. */
    static void assertPortsActive(String id) {
        for (JsonNode port :
                Cloud.neutron("GET", "/ports?device_id=" + id, null).path("ports")) {
            assertThat(port.path("status").asText())
                    .as("status of port " + port.path("id").asText())
                    .isEqualTo("ACTIVE");
        }
    }

    /** Everything is as it was. */
    static void assertUnchanged(World before) {
        assertThat(look(before.id())).as("the world, compared with before").isEqualTo(before);
        assertNothingTemporary(before.id());
    }

    /** Nothing of the instance's last run is left on any host: key, authorisation, half copy, process. */
    private static void assertNothingTemporary(String id) {
        Runs.lastRun(id).ifPresent(run -> assertNothingTemporary(id, run));
    }

    private static void assertNothingTemporary(String id, String run) {
        for (String host : Lab.HOSTS) {
            assertThat(names(host, id)).as("unfinished copies on " + host).noneMatch(name -> name.contains(".ferry-"));
            assertThat(Lab.shell(
                            host, "ls -A " + Lab.INSTANCES + "/_base 2>/dev/null | grep -F .ferry-" + run + " || true"))
                    .as("unfinished base images on " + host)
                    .isEmpty();
            assertThat(Lab.shell(host, "ls -A /run/ferry 2>/dev/null | grep " + run + " || true"))
                    .as("keys and state of the copy on " + host)
                    .isEmpty();
            assertThat(Lab.shell(host, "grep -F " + run + " /var/lib/ferry/.ssh/authorized_keys || true"))
                    .as("authorisations of the run on " + host)
                    .isEmpty();
            assertThat(Lab.shell(host, "ps -eo args | grep -F " + run + " | grep -v grep || true"))
                    .as("processes of the copy on " + host)
                    .isEmpty();
        }
    }

    /** The base images of the instance on the host were marked as used within the last minutes. */
    static void assertBaseImagesTouched(String id, String host) {
        String line = Lab.shell(
                host,
                "for f in $(qemu-img info -U --backing-chain --output=json " + Lab.INSTANCES + "/" + id
                        + "/disk | sed -n 's/.*\"filename\": \"\\(.*_base.*\\)\".*/\\1/p'); do stat -c '%Y %n' $f; done");
        assertThat(line).as("base images of the instance on " + host).isNotBlank();
        for (String image : lines(line)) {
            Instant touched = Instant.ofEpochSecond(Long.parseLong(image.split(" ", 2)[0]));
            assertThat(Duration.between(touched, Instant.now()))
                    .as("age of " + image)
                    .isLessThan(Duration.ofMinutes(20));
        }
    }

    /** Hosts that have a domain of the instance, with its state. */
    static List<String> seenDomains(String id) {
        List<String> domains = new ArrayList<>();
        for (String host : Lab.HOSTS) {
            String state = Lab.shell(host, "virsh -q domstate " + id + " 2>/dev/null || true")
                    .strip();
            if (!state.isEmpty()) {
                domains.add(host + " " + state);
            }
        }
        return domains;
    }

    /** Names below instances_path that belong to the instance, quarantines of former moves left out. */
    static List<String> names(String host, String id) {
        return lines(Lab.shell(host, "ls -A " + Lab.INSTANCES + " | grep -F " + id + " | grep -vF .moved- || true"));
    }

    /** Directories of the instance that former moves have put aside on the host. */
    static List<String> quarantines(String host, String id) {
        return lines(Lab.shell(host, "ls -A " + Lab.INSTANCES + " | grep -F " + id + ".moved- || true"));
    }

    private static String seenRow(String id) {
        return Lab.sql("SELECT host, node, launched_on, vm_state, task_state FROM nova.instances WHERE uuid='" + id
                + "' AND deleted=0");
    }

    private static Map<String, String> seenAllocations(String id) {
        Map<String, String> held = new TreeMap<>();
        Cloud.placement("GET", "/allocations/" + id, null)
                .path("allocations")
                .properties()
                .forEach(entry -> held.put(
                        Cloud.placement("GET", "/resource_providers/" + entry.getKey(), null)
                                .path("name")
                                .asText(),
                        new TreeMap<>(entry.getValue().path("resources").properties().stream()
                                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                                .toString()));
        return held;
    }

    private static List<String> seenPorts(String id) {
        TreeSet<String> ports = new TreeSet<>();
        for (JsonNode port :
                Cloud.neutron("GET", "/ports?device_id=" + id, null).path("ports")) {
            ports.add(String.join(
                    " ",
                    port.path("id").asText(),
                    port.path("binding:host_id").asText(),
                    port.path("binding:vif_type").asText(),
                    port.path("device_owner").asText()));
        }
        return List.copyOf(ports);
    }

    private static List<String> seenVolumes(String id) {
        List<String> volumes = new ArrayList<>();
        for (JsonNode attached : Cloud.nova("GET", "/servers/" + id + "/os-volume_attachments", null)
                .path("volumeAttachments")) {
            String volume = attached.path("volumeId").asText();
            JsonNode cinder = Cloud.cinder("GET", "/volumes/" + volume, null).path("volume");
            JsonNode attachment = cinder.path("attachments").path(0);
            volumes.add(String.join(
                    " ",
                    attached.path("device").asText(),
                    volume,
                    "tag=" + attached.path("tag").asText(),
                    "delete=" + attached.path("delete_on_termination").asText(),
                    cinder.path("status").asText(),
                    attachment.path("server_id").asText(),
                    attachment.path("host_name").asText()));
        }
        return volumes;
    }

    /** Host to the files of its directory of the instance; the console's log is Nova's own affair. */
    private static Map<String, List<String>> seenDirectories(String id) {
        Map<String, List<String>> directories = new TreeMap<>();
        for (String host : Lab.HOSTS) {
            List<String> files = lines(Lab.shell(
                    host,
                    "cd " + Lab.INSTANCES + "/" + id
                            + " 2>/dev/null && find . ! -name console.log -printf '%y %m %u:%g %P\\n' | sort || true"));
            if (!files.isEmpty()) {
                directories.put(host, files);
            }
        }
        return directories;
    }

    private static Map<String, String> seenServices() {
        Map<String, String> services = new TreeMap<>();
        for (JsonNode service :
                Cloud.nova("GET", "/os-services?binary=nova-compute", null).path("services")) {
            services.put(
                    service.path("host").asText(),
                    service.path("status").asText() + " "
                            + service.path("disabled_reason").asText());
        }
        return services;
    }

    private static List<String> replaced(List<String> lines, String from, String to) {
        return lines.stream().map(line -> line.replace(from, to)).toList();
    }

    private static List<String> lines(String text) {
        return text.isBlank() ? List.of() : text.strip().lines().toList();
    }
}
