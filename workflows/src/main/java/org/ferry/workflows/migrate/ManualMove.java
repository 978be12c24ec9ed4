package org.ferry.workflows.migrate;

import io.temporal.workflow.Functions.Func1;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ferry.workflows.ThisRun;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.DatabaseActivities.InstanceInCell;
import org.ferry.workflows.activity.DatabaseActivities.Reassignment;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryPlacement;
import org.ferry.workflows.activity.HostActivities.DomainDefinition;
import org.ferry.workflows.activity.HostActivities.FilesOnHost;
import org.ferry.workflows.activity.HostActivities.Untouched;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.NetworkActivities.PortOnHost;
import org.ferry.workflows.activity.PlacementActivities.Reservation;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.Stubs;
import org.ferry.workflows.activity.VolumeActivities.Attachment;
import org.ferry.workflows.choose.Facts;
import org.jspecify.annotations.Nullable;

/**
 * The manual migration, step by step: files by SSH, then the database. {@link #prepare} can be undone at any moment;
 * {@link #handOver} is the point of no return; {@link #finish} only goes forward.
 */
final class ManualMove implements Move {
    /** How long a run that went back waits for its target to be clean. */
    private static final Duration CLEAN_WITHIN = Duration.ofSeconds(30);

    private final Steps steps;
    private final RunState state;
    private final MigrationRequest request;
    private final Facts facts;
    private final Instance instance;
    private final String name;
    private final CopyRoute route;
    private final InstanceOnHost onSource;
    private final InstanceOnHost onTarget;
    private final InstanceLock lock;
    private final Reservation reservation;

    private final Map<String, String> checksums = new HashMap<>();
    private boolean routeOpened;
    private long bytes;
    private long bytesOnWire;
    private long moveMillis;
    private String domainXml = "";
    private String fingerprint = "";
    private @Nullable String lastChange;
    private String quarantine = "";

    ManualMove(Steps steps, RunState state, MigrationRequest request, Facts facts, InstanceLock lock) {
        this.steps = steps;
        this.state = state;
        this.request = request;
        this.facts = facts;
        this.instance = facts.cloud().instance();
        this.name = instance.name();
        String runId = Workflow.getInfo().getFirstExecutionRunId();
        this.route = new CopyRoute(
                ThisRun.shortId(),
                instance.id(),
                instance.host(),
                facts.cloud().target().name());
        this.onSource = new InstanceOnHost(instance.id(), instance.host());
        this.onTarget = new InstanceOnHost(instance.id(), facts.cloud().target().name());
        this.lock = lock;
        this.reservation = new Reservation(
                instance.id(),
                runId,
                instance.project(),
                facts.cloud().sourceCapacity().providerId(),
                facts.cloud().targetCapacity().providerId());
    }

    @Override
    public void prepare() {
        lock.take();
        reserveTarget();
        openRoute();
        copyBaseImages();
        stop();
        detachVolumes();
        copyDirectory();
        bindPorts();
        checkAgain();
    }

    @Override
    public boolean cleanTarget() {
        return !routeOpened || CleanTargetWorkflow.runFor(route, CLEAN_WITHIN);
    }

    @Override
    public void handOver() {
        Reassignment reassignment = new Reassignment(
                instance.id(),
                route.source(),
                facts.cloud().targetNode(),
                facts.cloud().target().availabilityZone(),
                lastChange);
        steps.actAtOnce(
                "hand " + name + " over to " + route.target() + " in the database",
                stubs -> stubs.database().reassign(reassignment));
    }

    @Override
    public Moved finish() {
        settle();
        defineDomain();
        attachVolumes();
        start();
        revokeConsoleTokens();
        new Proof(facts.cloud(), route.target(), instance.vmState()).by(steps::prove);
        closeRoute();
        quarantineSource();
        lock.release();
        purgeAfterHold();
        String kept = quarantine.isEmpty() ? "" : route.source() + ":" + quarantine;
        return new Moved(route.target(), bytes, bytesOnWire, checksums, kept, moveMillis);
    }

    private void reserveTarget() {
        steps.undoBy(
                "give back the reservation on " + route.target(),
                stubs -> stubs.placement().giveBack(reservation));
        steps.act(
                "reserve " + route.target() + " in Placement",
                stubs -> stubs.placement().reserve(reservation));
    }

    private void openRoute() {
        steps.awaitTurn();
        routeOpened = true;
        steps.actWithin(
                request.patience(),
                "open the route " + route.source() + " → " + route.target(),
                stubs -> stubs.hosts().openRoute(route));
    }

    private void copyBaseImages() {
        for (HostFacts.BaseImage image : facts.source().baseImages()) {
            BaseImageCopy copy = new BaseImageCopy(route, image, request.patience());
            copy(
                    "bring base image " + image.name() + " (" + Sizes.text(image.allocated()) + ") → " + route.target(),
                    image.allocated(),
                    stubs -> stubs.hosts().copyBaseImage(copy));
        }
    }

    private void stop() {
        if (instance.isRunning()) {
            steps.undoBy("start " + name + " on " + route.source(), stubs -> {
                stubs.compute().start(onSource);
                state.instanceIsUp();
            });
            state.instanceGoesDown();
            steps.act(
                    "stop " + name + " on " + route.source(),
                    stubs -> stubs.compute().stop(onSource));
        }
        steps.act("see that its domain is shut off", stubs -> stubs.hosts().requireShutOff(onSource));
        fingerprint =
                steps.actFor("note how its files are", stubs -> stubs.hosts().fingerprint(onSource));
    }

    private void detachVolumes() {
        List<AttachedVolume> volumes = facts.cloud().volumes();
        // The last undo registered comes first: volumes come back in the order of their names, which Nova chooses anew.
        for (int i = volumes.size() - 1; i >= 0; i--) {
            AttachedVolume volume = volumes.get(i);
            steps.undoBy("attach volume " + volume.volumeId() + " again", stubs -> attach(stubs, volume));
        }
        for (AttachedVolume volume : volumes) {
            Attachment attachment = new Attachment(instance.id(), volume);
            steps.act(
                    "detach volume " + volume.volumeId() + " (" + volume.device() + ")",
                    stubs -> stubs.volumes().detach(attachment));
        }
    }

    private void copyDirectory() {
        long size = facts.source().directoryBytes();
        domainXml = steps.actFor(
                "read its domain's definition", stubs -> stubs.hosts().describeDomain(onSource));
        DirectoryCopy copy = new DirectoryCopy(route, facts.source(), request.patience());
        copy(
                "copy " + Sizes.text(size) + " → " + route.target(),
                size,
                stubs -> stubs.hosts().copyDirectory(copy));
        DirectoryPlacement placement = new DirectoryPlacement(route, facts.source());
        steps.actWithin(
                request.patience(),
                "give the copy its real name",
                stubs -> stubs.hosts().placeDirectory(placement));
    }

    private void bindPorts() {
        for (Port port : facts.cloud().ports()) {
            PortOnHost back = new PortOnHost(port.id(), port.host());
            steps.undoBy(
                    "bind port " + port.id() + " back to " + port.host(),
                    stubs -> stubs.network().bind(back));
            PortOnHost forth = new PortOnHost(port.id(), route.target());
            steps.act(
                    "bind port " + port.id() + " to " + route.target(),
                    stubs -> stubs.network().bind(forth));
        }
    }

    /**
     * The copy, or a pause, may have taken hours. The source comes last: between its look and the row nothing waits that
     * is ours. What happens there all the same, while no worker runs, changes the row first, and the hand-over sees it.
     */
    private void checkAgain() {
        steps.actWithin(
                request.patience(),
                "see that " + route.target() + " is still up",
                stubs -> stubs.compute().requireUp(route.target()));
        steps.actWithin(
                request.patience(),
                "see that the files are at " + route.target(),
                stubs -> stubs.hosts().requireFiles(files()));
        lastChange = steps.actFor(
                "note when Nova last changed its row",
                stubs -> stubs.database().readInstance(instance.id()).updatedAt());
        Untouched files = new Untouched(onSource, fingerprint);
        steps.act("see that it is shut off on " + route.source() + ", its files as they were copied", stubs -> {
            stubs.hosts().requireShutOff(onSource);
            stubs.hosts().requireUnchanged(files);
        });
    }

    private void settle() {
        steps.finish(
                "release " + route.source() + " in Placement",
                stubs -> stubs.placement().settle(reservation));
    }

    /** They name the source; nothing that the instance needs to be up. */
    private void revokeConsoleTokens() {
        InstanceInCell row =
                new InstanceInCell(instance.id(), facts.cloud().row().cell());
        steps.finish("revoke its console tokens", stubs -> stubs.database().revokeConsoleTokens(row));
    }

    /** For Nova to attach volumes to; one that runs without any is defined by its start. */
    private void defineDomain() {
        if (instance.isRunning() && facts.cloud().volumes().isEmpty()) {
            return;
        }
        DomainDefinition definition = new DomainDefinition(onTarget, domainXml);
        steps.finish(
                "define its domain on " + route.target(), stubs -> stubs.hosts().defineDomain(definition));
    }

    /** Before the start, so that the guest boots with its volumes: it may mount them in its fstab. */
    private void attachVolumes() {
        for (AttachedVolume volume : facts.cloud().volumes()) {
            steps.finishOr(
                    Steps.SKIP,
                    ". Skip it only if the instance can be without it",
                    "attach volume " + volume.volumeId(),
                    stubs -> attach(stubs, volume));
        }
    }

    private void attach(Stubs stubs, AttachedVolume volume) {
        AttachedVolume attached = stubs.volumes().attach(new Attachment(instance.id(), volume));
        if (!attached.device().equals(volume.device())) {
            state.note("volume " + volume.volumeId() + " was " + volume.device() + " and is now " + attached.device());
        }
    }

    private void start() {
        steps.finish(
                "see that the files are at " + route.target(),
                stubs -> stubs.hosts().requireFiles(files()));
        if (instance.isRunning()) {
            steps.finishOr(
                    Steps.ACCEPT,
                    ". Accept it only if " + route.source() + " is off for certain and stays so: of an instance that"
                            + " runs twice the data is lost",
                    "see that none runs on " + route.source(),
                    stubs -> stubs.hosts().requireShutOff(onSource));
            steps.finish(
                    "start " + name + " on " + route.target(),
                    stubs -> stubs.compute().start(onTarget));
            state.instanceIsUp();
        }
    }

    private void closeRoute() {
        steps.finishOr(
                Steps.SKIP,
                ". What is left of it on " + route.source() + " and " + route.target() + " admits nobody after a day",
                "close the route to " + route.target(),
                stubs -> stubs.hosts().closeRoute(route));
    }

    private void quarantineSource() {
        steps.finishOr(
                Steps.SKIP,
                ". Skip it only if " + route.source() + " is gone for good: what is left there has to be removed before"
                        + " it comes back",
                "put the files on " + route.source() + " aside",
                stubs -> {
                    stubs.compute().requireElsewhere(onSource);
                    quarantine = stubs.hosts().quarantine(route);
                });
    }

    private void purgeAfterHold() {
        if (!quarantine.isEmpty()) {
            PurgeSourceWorkflow.startFor(new PurgeSourceWorkflow.Order(route, quarantine, request.hold()));
        }
    }

    private FilesOnHost files() {
        return new FilesOnHost(onTarget, facts.source());
    }

    private void copy(String step, long size, Func1<Stubs, CopyResult> action) {
        long start = Workflow.currentTimeMillis();
        CopyResult result = steps.copy(step, Durations.normalFor(size), action);
        moveMillis += Workflow.currentTimeMillis() - start;
        bytes += result.bytes();
        bytesOnWire += result.bytesOnWire();
        checksums.putAll(result.checksums());
        List<String> repaired = Objects.requireNonNullElse(result.repaired(), List.of());
        if (!repaired.isEmpty()) {
            state.note("differed at the target, and were sent again: " + String.join(", ", repaired));
        }
    }
}
