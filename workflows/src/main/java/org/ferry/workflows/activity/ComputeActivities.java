package org.ferry.workflows.activity;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** What Nova is asked to do and tell. */
@ActivityInterface(namePrefix = "Compute_")
public interface ComputeActivities {
    /** The instance as Nova has it. Fails with REFUSED when Nova knows none of that id. */
    Instance describeInstance(String instanceId);

    /** The compute host. Fails with REFUSED when Nova knows none of that name, and lists those it knows. */
    ComputeHost describeHost(String host);

    /** All compute hosts of all cells, in the order of their names. */
    List<ComputeHost> listHosts();

    /** The server groups of these ids with where their members are; one that is gone is left out. */
    List<ServerGroup> describeServerGroups(List<String> ids);

    /** The instances of all projects on the host, oldest first. */
    List<Instance> listInstances(String host);

    /** The same, as much of each as the plan of a whole host needs. */
    List<InstanceSummary> summarizeInstances(String host);

    /** The newest microversion of Nova's API, for example {@code 2.93}; {@code none} before microversions. */
    String apiVersion();

    /** Nova's migration records of the instance, newest first; evacuations among them. */
    List<MigrationRecord> listMigrations(String instanceId);

    /**
     * Locks the instance, giving the reason (API 2.73). Does nothing when this reason holds it already.
     *
     * @return whether the lock is ours; false when somebody else had locked it before
     */
    boolean lock(Lock lock);

    /** Unlocks the instance if the lock is ours; leaves another's lock. An instance that is gone is success. */
    void unlock(Lock lock);

    /**
     * Stops the instance on its host as its owner would (ACPI first) and waits until Nova says SHUTOFF. Fails with
     * WORLD_CHANGED when Nova has it on another host or in a state from which it can't be stopped.
     */
    void stop(InstanceOnHost instance);

    /**
     * Asks Nova where the instance is, starts it there and waits until Nova says ACTIVE. Fails with WORLD_CHANGED, and
     * starts nothing, when Nova has it on any other host than the given one. An instance in error is started again.
     */
    void start(InstanceOnHost instance);

    /**
     * Fails with WORLD_CHANGED when Nova has the instance on this host: its files there are not to be touched. An
     * instance that is gone is success.
     */
    void requireElsewhere(InstanceOnHost instance);

    /** Fails with TARGET_LOST unless the host's nova-compute is up, as last seen by Nova. */
    void requireUp(String host);

    /**
     * Proves that Nova has the instance on this host in this state ({@code active} or {@code stopped}) with no task.
     * Retried until it is so.
     */
    void requireState(ExpectedState expected);

    /**
     * Proves that the instance's console can be opened: asks for a noVNC URL (API 2.6) and fetches it.
     *
     * @return the address of the page, without its token
     */
    String proveConsole(String instanceId);

    /**
     * Proves the guest's own sign of life, where the worker's configuration names one: fetches a page from one of its
     * addresses until it answers 200.
     *
     * @return what the guest answered (at most 200 characters), or an empty text where none is configured
     */
    String proveSignOfLife(Instance instance);

    /** The instances of all projects that have exactly this name, oldest first; none is an empty list. */
    List<Found> findInstances(String name);

    /** An instance and the host that it must be on for the activity to act. */
    record InstanceOnHost(String instanceId, String host) {}

    /** What Nova must say. */
    record ExpectedState(String instanceId, String host, String vmState) {}

    /** A lock on an instance; the reason names the run, and so tells ours from others'. */
    record Lock(String instanceId, String reason) {}
}
