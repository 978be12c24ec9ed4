package org.ferry.activities.openstack;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.ComputeActivities.InstanceOnHost;
import org.ferry.workflows.activity.Instance;
import org.openstack4j.api.compute.ServerService;
import org.openstack4j.model.compute.Action;
import org.openstack4j.model.compute.RebootType;

/**
 * Stops and starts instances. What Nova allows from which state is in nova/compute/api.py, the same from 2015.1 to
 * 2026.1: {@code stop} from active and error, {@code start} from stopped only, {@code reboot} HARD from error too, each
 * with no task. Nova sets the task before it answers, so an instance seen without one after it was asked is one that
 * Nova failed with. A failed start leaves it stopped (manager.py, reverts_task_state), a failed hard reboot in error.
 */
final class NovaPower {
    private final ApiClient api;
    private final NovaServers servers;
    private final Poll poll;

    NovaPower(ApiClient api, NovaServers servers, Poll poll) {
        this.api = api;
        this.servers = servers;
        this.poll = poll;
    }

    /** Until Nova says stopped. */
    void stop(InstanceOnHost expected) {
        String id = expected.instanceId();
        bring(expected, "stopped", "stop", instance -> switch (instance.vmState()) {
            case "active", "error" -> nova -> nova.action(id, Action.STOP);
            default -> throw cannot("stopped", instance);
        });
    }

    /** Until Nova says active; out of error by a hard reboot, which defines and starts the domain as a start does. */
    void start(InstanceOnHost expected) {
        String id = expected.instanceId();
        bring(expected, "active", "start", instance -> switch (instance.vmState()) {
            case "stopped" -> nova -> nova.action(id, Action.START);
            case "error" -> nova -> nova.reboot(id, RebootType.HARD);
            default -> throw cannot("started", instance);
        });
    }

    /** What to ask of Nova, given what it has. */
    private interface Choice {
        Consumer<ServerService> order(Instance instance);
    }

    private void bring(InstanceOnHost expected, String vmState, String verb, Choice choice) {
        AtomicBoolean asked = new AtomicBoolean();
        poll.until(
                () -> {
                    Instance instance = servers.require(expected);
                    if (instance.taskState() != null) {
                        return Optional.empty();
                    }
                    if (instance.vmState().equals(vmState)) {
                        return Optional.of(instance);
                    }
                    if (asked.get()) {
                        throw failed(verb, instance);
                    }
                    asked.set(ask(choice.order(instance)));
                    return Optional.empty();
                },
                () -> "Nova did not " + verb + " instance " + expected.instanceId() + " on " + expected.host()
                        + " in time: " + now(servers.require(expected)));
    }

    /** Whether Nova took the order; not where something else came first: then it is looked at again. */
    private boolean ask(Consumer<ServerService> order) {
        try {
            return api.session().call(os -> {
                order.accept(os.compute().servers());
                return true;
            });
        } catch (ApiException.Conflict e) {
            return false;
        }
    }

    private NotYetException failed(String verb, Instance instance) {
        return new NotYetException("Nova could not " + verb + " instance " + instance.id() + " on " + instance.host()
                + ": " + now(instance) + "; " + servers.lastFailure(instance.id()));
    }

    private static RuntimeException cannot(String verb, Instance instance) {
        return Failures.of(
                Failures.WORLD_CHANGED,
                "Instance " + instance.id() + " can't be " + verb + " from where it is: " + now(instance));
    }

    private static String now(Instance instance) {
        return "it is " + instance.vmState() + (instance.taskState() == null ? "" : ", task " + instance.taskState());
    }
}
