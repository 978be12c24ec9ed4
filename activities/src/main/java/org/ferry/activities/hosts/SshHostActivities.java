package org.ferry.activities.hosts;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.HostMeasure;
import org.jspecify.annotations.Nullable;

/**
 * Compute hosts by SSH and Ferry's helper there. Each method is one command of the helper, which looks before it acts;
 * only a copy is more ({@link CopyWatch}). Thread-safe.
 */
public final class SshHostActivities implements HostActivities {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    /** For writing out or deleting large files. */
    private static final Duration LONG_DEADLINE = Duration.ofMinutes(5);

    private final HostSettings settings;
    private final HostHelper helper;
    private final CopyRoutes routes;

    /** Connects when first used; the connections stay the caller's to close. */
    public SshHostActivities(SshHosts hosts, HostSettings settings) {
        this.settings = settings;
        this.helper = new HostHelper(hosts, settings);
        this.routes = new CopyRoutes(hosts, helper, settings);
    }

    @Override
    public HostFacts inspect(InstanceOnHost instance) {
        return call(instance, "inspect", Map.of(), HostFacts.class);
    }

    @Override
    public HostMeasure measure(String host) {
        return helper.call(host, "measure", Map.of(), HostMeasure.class, DEADLINE);
    }

    @Override
    public void openRoute(CopyRoute route) {
        routes.open(route);
    }

    @Override
    public void closeRoute(CopyRoute route) {
        routes.close(route);
    }

    @Override
    public CopyResult copyBaseImage(BaseImageCopy copy) {
        CopyRoute route = copy.route();
        HostFacts.BaseImage image = copy.image();
        Map<String, Object> request = CopyRoutes.names(route);
        request.put("name", image.name());
        request.put("size", image.size());
        if (call(route.target(), "base-state", request).path("present").asBoolean()) {
            return new CopyResult(image.size(), 0, Map.of(), "none");
        }
        CopyStatus.Result done = watch(
                route,
                new CopyWatch.Order("base/" + image.name(), "base image " + image.name(), image.size()),
                copy.patience());
        request.put("mode", done.mode());
        request.put("owner", settings.owner() == null ? done.owner() : settings.owner());
        request.put("group", settings.group() == null ? done.group() : settings.group());
        call(route.target(), "place-base", request);
        return result(done);
    }

    @Override
    public CopyResult copyDirectory(DirectoryCopy copy) {
        return result(watch(
                copy.route(),
                new CopyWatch.Order(
                        "directory", "instance's files", copy.files().directoryBytes()),
                copy.patience()));
    }

    @Override
    public void placeDirectory(DirectoryPlacement placement) {
        Map<String, Object> request = CopyRoutes.names(placement.route());
        request.put("files", placement.files().directory());
        request.put("owner", settings.owner());
        request.put("group", settings.group());
        helper.call(placement.route().target(), "place", request, JsonNode.class, LONG_DEADLINE);
    }

    @Override
    public void discardCopy(CopyRoute route) {
        helper.call(route.target(), "discard", CopyRoutes.names(route), JsonNode.class, LONG_DEADLINE);
    }

    @Override
    public void requireFiles(FilesOnHost files) {
        Map<String, Object> request = Map.of(
                "images",
                files.files().baseImages().stream()
                        .map(HostFacts.BaseImage::name)
                        .toList(),
                "files",
                files.files().directory().stream().map(HostFacts.File::path).toList());
        call(files.instance(), "require-files", request, JsonNode.class);
    }

    @Override
    public void requireShutOff(InstanceOnHost instance) {
        if (domain(instance) == DomainState.ACTIVE) {
            throw Failures.of(
                    Failures.WORLD_CHANGED,
                    "host " + instance.host() + ": the domain of instance " + instance.instanceId() + " is active");
        }
    }

    @Override
    public String fingerprint(InstanceOnHost instance) {
        return call(instance, "fingerprint", Map.of(), JsonNode.class)
                .path("fingerprint")
                .asText();
    }

    @Override
    public void requireUnchanged(Untouched files) {
        if (!fingerprint(files.instance()).equals(files.fingerprint())) {
            throw Failures.of(
                    Failures.WORLD_CHANGED,
                    "host " + files.instance().host() + ": the files of instance "
                            + files.instance().instanceId()
                            + " have changed since it was stopped: somebody started it");
        }
    }

    @Override
    public String describeDomain(InstanceOnHost instance) {
        return call(instance, "domain-xml", Map.of(), JsonNode.class)
                .path("xml")
                .asText();
    }

    @Override
    public void defineDomain(DomainDefinition definition) {
        call(definition.instance(), "define-domain", Map.of("xml", definition.xml()), JsonNode.class);
    }

    @Override
    public void requireDomain(ExpectedDomain expected) {
        DomainState found = domain(expected.instance());
        if (found != expected.state()) {
            throw new HostException("host " + expected.instance().host() + ": the domain of instance "
                    + expected.instance().instanceId() + " is " + found + ", not yet " + expected.state());
        }
    }

    @Override
    public String quarantine(CopyRoute route) {
        return call(route.source(), "quarantine", CopyRoutes.names(route))
                .path("path")
                .asText();
    }

    @Override
    public void purge(CopyRoute route) {
        helper.call(route.source(), "purge", CopyRoutes.names(route), JsonNode.class, LONG_DEADLINE);
    }

    private CopyStatus.Result watch(CopyRoute route, CopyWatch.Order order, Duration patience) {
        return new CopyWatch(
                        helper,
                        routes,
                        settings,
                        route,
                        order,
                        patience,
                        progress -> Activity.getExecutionContext().heartbeat(progress))
                .await();
    }

    private static CopyResult result(CopyStatus.Result done) {
        return new CopyResult(
                done.bytes(),
                done.bytesOnWire(),
                new TreeMap<>(done.checksums()),
                done.checksumAlgorithm(),
                done.repaired());
    }

    private DomainState domain(InstanceOnHost instance) {
        String state =
                call(instance, "domain", Map.of(), JsonNode.class).path("state").asText();
        return DomainState.valueOf(state);
    }

    private JsonNode call(String host, String command, Map<String, @Nullable Object> request) {
        return helper.call(host, command, request, JsonNode.class, DEADLINE);
    }

    private <T> T call(InstanceOnHost instance, String command, Map<String, ?> request, Class<T> type) {
        Map<String, Object> full = new TreeMap<>(Objects.requireNonNull(request));
        full.put("uuid", instance.instanceId());
        return helper.call(instance.host(), command, full, type, DEADLINE);
    }
}
