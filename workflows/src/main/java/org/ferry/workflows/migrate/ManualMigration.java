package org.ferry.workflows.migrate;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.ferry.workflows.activity.AttachedVolume;
import org.ferry.workflows.activity.ComputeActivities.ExpectedState;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.ComputeActivities.Lock;
import org.ferry.workflows.activity.CopyResult;
import org.ferry.workflows.activity.CopyRoute;
import org.ferry.workflows.activity.DatabaseActivities.InstanceInCell;
import org.ferry.workflows.activity.DatabaseActivities.Reassignment;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostActivities.BaseImageCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryCopy;
import org.ferry.workflows.activity.HostActivities.DirectoryPlacement;
import org.ferry.workflows.activity.HostActivities.DomainDefinition;
import org.ferry.workflows.activity.HostActivities.ExpectedDomain;
import org.ferry.workflows.activity.HostActivities.FilesOnHost;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.NetworkActivities.PortOnHost;
import org.ferry.workflows.activity.PlacementActivities.Reservation;
import org.ferry.workflows.activity.Port;
import org.ferry.workflows.activity.VolumeActivities.Attachment;

/**
 * The manual migration, step by step: files by SSH, then the database. {@link #prepare} can be undone at any moment;
 * {@link #handOver} is the point of no return; {@link #finish} only goes forward.
 */
final class ManualMigration {
    /** A copy slower than this is worth a look. */
    private static final long SLOW_BYTES_PER_SECOND = 5_000_000;
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
    private final Lock lock;
    private final Reservation reservation;

    private final Map<String, String> checksums = new HashMap<>();
    private boolean lockedByUs;
    private boolean routeOpened;
    private long bytes;
    private long bytesOnWire;
    private String domainXml = "";

    ManualMigration(Steps steps, RunState state, MigrationRequest request, Facts facts) {
        this.steps = steps;
        this.state = state;
        this.request = request;
        this.facts = facts;
        this.instance = facts.cloud().instance();
        this.name = instance.name();
        String runId = Workflow.getInfo().getFirstExecutionRunId();
        this.route = new CopyRoute(shortId(runId), instance.id(), instance.host(), request.target());
        this.onSource = new InstanceOnHost(instance.id(), instance.host());
        this.onTarget = new InstanceOnHost(instance.id(), request.target());
        this.lock = new Lock(instance.id(), "Ferry moves it to " + request.target() + ", run " + route.run());
        this.reservation = new Reservation(
                instance.id(),
                runId,
                instance.project(),
                facts.cloud().sourceCapacity().providerId(),
                facts.cloud().targetCapacity().providerId());
    }

    /** Everything up to the point of no return; each step registers its undo before it acts. */
    void prepare() {
        lock();
        reserveTarget();
        openRoute();
        copyBaseImages();
        stop();
        detachVolumes();
        copyDirectory();
        bindPorts();
        checkTargetAgain();
    }

    /**
     * Leaves nothing on the target after the steps were undone.
     *
     * @return whether that is done; otherwise a run of its own goes on until the target answers
     */
    boolean cleanTarget() {
        return !routeOpened || CleanTargetWorkflow.runFor(route, CLEAN_WITHIN);
    }

    /** The point of no return. */
    void handOver() {
        Reassignment reassignment = new Reassignment(
                instance.id(),
                route.source(),
                facts.cloud().targetNode(),
                facts.cloud().target().availabilityZone());
        steps.act(
                "hand " + name + " over to " + route.target() + " in the database",
                stubs -> stubs.database().reassign(reassignment));
    }

    /** From the point of no return to the end. */
    MigrationReport finish() {
        settle();
        defineDomain();
        attachVolumes();
        start();
        prove();
        closeRoute();
        String quarantine = quarantineSource();
        unlock();
        purgeAfterHold(quarantine);
        return new MigrationReport(
                instance.id(),
                name,
                route.source(),
                route.target(),
                request.method().text(),
                state.downMillis(),
                bytes,
                bytesOnWire,
                checksums,
                route.source() + ":" + quarantine,
                request.hold().toMillis(),
                state.steps(),
                state.notes());
    }

    private void lock() {
        steps.undoBy("unlock " + name, stubs -> stubs.compute().unlock(lock));
        lockedByUs = steps.actFor("lock " + name, stubs -> stubs.compute().lock(lock));
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
            account(steps.copy(
                    "bring base image " + image.name() + " (" + Sizes.text(image.allocated()) + ") → " + route.target(),
                    normalFor(image.allocated()),
                    stubs -> stubs.hosts().copyBaseImage(copy)));
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
    }

    private void detachVolumes() {
        for (AttachedVolume volume : facts.cloud().volumes()) {
            Attachment attachment = new Attachment(instance.id(), volume);
            steps.undoBy(
                    "attach volume " + volume.volumeId() + " again",
                    stubs -> stubs.volumes().attach(attachment));
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
        account(steps.copy(
                "copy " + Sizes.text(size) + " → " + route.target(),
                normalFor(size),
                stubs -> stubs.hosts().copyDirectory(copy)));
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

    /** The copy may have taken hours. */
    private void checkTargetAgain() {
        steps.actWithin(
                request.patience(),
                "see that " + route.target() + " is still up",
                stubs -> stubs.compute().requireUp(route.target()));
        steps.actWithin(
                request.patience(),
                "see that the files are at " + route.target(),
                stubs -> stubs.hosts().requireFiles(files()));
    }

    private void settle() {
        steps.finish(
                "release " + route.source() + " in Placement",
                stubs -> stubs.placement().settle(reservation));
        InstanceInCell row =
                new InstanceInCell(instance.id(), facts.cloud().row().cell());
        steps.finish("revoke its console tokens", stubs -> stubs.database().revokeConsoleTokens(row));
    }

    private void defineDomain() {
        DomainDefinition definition = new DomainDefinition(onTarget, domainXml);
        steps.finish(
                "define its domain on " + route.target(), stubs -> stubs.hosts().defineDomain(definition));
    }

    /** Before the start, so that the guest boots with its volumes: it may mount them in its fstab. */
    private void attachVolumes() {
        for (AttachedVolume volume : facts.cloud().volumes()) {
            Attachment attachment = new Attachment(instance.id(), volume);
            AttachedVolume attached = steps.finishFor(
                    "attach volume " + volume.volumeId(),
                    stubs -> stubs.volumes().attach(attachment));
            if (!attached.device().equals(volume.device())) {
                state.note(
                        "volume " + volume.volumeId() + " was " + volume.device() + " and is now " + attached.device());
            }
        }
    }

    private void start() {
        steps.finish(
                "see that the files are at " + route.target(),
                stubs -> stubs.hosts().requireFiles(files()));
        if (instance.isRunning()) {
            steps.finish(
                    "start " + name + " on " + route.target(),
                    stubs -> stubs.compute().start(onTarget));
            state.instanceIsUp();
        }
    }

    private void prove() {
        boolean running = instance.isRunning();
        ExpectedDomain domain = new ExpectedDomain(onTarget, running ? DomainState.ACTIVE : DomainState.SHUT_OFF);
        ExpectedState expected = new ExpectedState(instance.id(), route.target(), running ? "active" : "stopped");
        steps.finish(
                "prove: domain on " + route.target(), stubs -> stubs.hosts().requireDomain(domain));
        steps.finish(
                "prove: none running on " + route.source(),
                stubs -> stubs.hosts().requireShutOff(onSource));
        steps.finish(
                "prove: Nova has it on " + route.target(),
                stubs -> stubs.compute().requireState(expected));
        if (running) {
            for (Port port : facts.cloud().ports()) {
                PortOnHost bound = new PortOnHost(port.id(), route.target());
                steps.finish(
                        "prove: port " + port.id() + " is active",
                        stubs -> stubs.network().requireActive(bound));
            }
            steps.finish("prove: its console opens", stubs -> stubs.compute().proveConsole(instance.id()));
            steps.finish(
                    "prove: the guest's sign of life", stubs -> stubs.compute().proveSignOfLife(instance));
        }
    }

    private void closeRoute() {
        steps.finish(
                "close the route to " + route.target(), stubs -> stubs.hosts().closeRoute(route));
    }

    private String quarantineSource() {
        return steps.finishFor(
                "put the files on " + route.source() + " aside",
                stubs -> stubs.hosts().quarantine(route));
    }

    private void unlock() {
        if (lockedByUs) {
            steps.finish("unlock " + name, stubs -> stubs.compute().unlock(lock));
        }
    }

    private void purgeAfterHold(String quarantine) {
        PurgeSourceWorkflow.startFor(new PurgeSourceWorkflow.Order(route, quarantine, request.hold()));
    }

    private FilesOnHost files() {
        return new FilesOnHost(onTarget, facts.source());
    }

    private void account(CopyResult result) {
        bytes += result.bytes();
        bytesOnWire += result.bytesOnWire();
        checksums.putAll(result.checksums());
    }

    /** The end of the run's uuid: Temporal's begin with the time, so that runs of one minute begin alike. */
    private static String shortId(String runId) {
        return runId.substring(runId.length() - 8);
    }

    private static Duration normalFor(long bytes) {
        return Duration.ofMinutes(10).plusSeconds(bytes / SLOW_BYTES_PER_SECOND);
    }
}
