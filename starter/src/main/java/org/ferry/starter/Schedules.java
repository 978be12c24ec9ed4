package org.ferry.starter;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleListActionStartWorkflow;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Temporal's Schedules, as far as they start runs of Ferry. */
final class Schedules {
    private final ScheduleClient client;
    private final String taskQueue;

    Schedules(WorkflowServiceStubs stubs, WorkflowClient client, String taskQueue) {
        this.client = ScheduleClient.newInstance(
                stubs,
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setDataConverter(client.getOptions().getDataConverter())
                        .build());
        this.taskQueue = taskQueue;
    }

    /** Creates one. One that would never start anything is taken back. */
    ScheduleDescription create(String name, ScheduledRun run, ScheduleTimes times, boolean paused) {
        ScheduleHandle created = create(name, schedule(run, times, paused));
        ScheduleDescription schedule = created.describe();
        if (schedule.getInfo().getNextActionTimes().isEmpty()) {
            created.delete();
            throw new StarterException(
                    Exit.USAGE, "The schedule would never start anything: there is no such time. Nothing was created.");
        }
        return schedule;
    }

    private ScheduleHandle create(String name, Schedule schedule) {
        try {
            return client.createSchedule(
                    name,
                    schedule,
                    io.temporal.client.schedules.ScheduleOptions.newBuilder().build());
        } catch (ScheduleAlreadyRunningException already) {
            throw new StarterException(
                    Exit.REFUSED,
                    "There is a schedule " + name + " already; nothing was changed.\nTake it away first: ferry schedule"
                            + " delete " + name,
                    already);
        } catch (RuntimeException failure) {
            Optional<Status> refusal = Errors.status(failure)
                    .map(StatusRuntimeException::getStatus)
                    .filter(status -> status.getCode() == Status.Code.INVALID_ARGUMENT);
            throw refusal.isEmpty()
                    ? failure
                    : new StarterException(
                            Exit.USAGE,
                            "Temporal refuses the schedule, and nothing was created: "
                                    + refusal.get().getDescription(),
                            failure);
        }
    }

    private Schedule schedule(ScheduledRun run, ScheduleTimes times, boolean paused) {
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(run.type())
                        .setArguments(run.input())
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(run.workflowId())
                                .setTaskQueue(taskQueue)
                                .setTypedSearchAttributes(run.attributes())
                                .build())
                        .build())
                .setSpec(times.spec())
                .setPolicy(times.policy())
                .setState(ScheduleState.newBuilder().setPaused(paused).build())
                .build();
    }

    /** Those that start runs of Ferry on this task queue, by name. */
    List<ScheduleDescription> list() {
        try (Stream<ScheduleListDescription> all = client.listSchedules()) {
            return all.filter(Schedules::isOurs)
                    .flatMap(each -> describe(each.getScheduleId()).stream())
                    .filter(each -> taskQueue.equals(
                            ScheduleText.action(each).getOptions().getTaskQueue()))
                    .sorted(Comparator.comparing(ScheduleDescription::getId))
                    .toList();
        }
    }

    private static boolean isOurs(ScheduleListDescription schedule) {
        return schedule.getSchedule().getAction() instanceof ScheduleListActionStartWorkflow start
                && ScheduledRun.isOfType(start.getWorkflow());
    }

    /** It; empty where it was deleted since it was listed. */
    private Optional<ScheduleDescription> describe(String name) {
        try {
            return Optional.of(client.getHandle(name).describe());
        } catch (RuntimeException failure) {
            if (isUnknown(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    ScheduleDescription pause(String name, String reason) {
        return change(name, schedule -> schedule.pause(reason));
    }

    ScheduleDescription resume(String name) {
        return change(name, schedule -> schedule.unpause(""));
    }

    /** Starts a run now, which its policy may leave out where one goes on. */
    ScheduleDescription trigger(String name) {
        List<String> running = ScheduleText.running(known(name, ScheduleHandle::describe));
        if (!running.isEmpty()) {
            throw new StarterException(
                    Exit.GOING_ON,
                    "The last run of the schedule " + name + " goes on: " + String.join(", ", running)
                            + "; nothing was started.");
        }
        return change(name, ScheduleHandle::trigger);
    }

    void delete(String name) {
        known(name, schedule -> {
            schedule.delete();
            return name;
        });
    }

    private ScheduleDescription change(String name, Consumer<ScheduleHandle> change) {
        return known(name, schedule -> {
            change.accept(schedule);
            return schedule.describe();
        });
    }

    private <T> T known(String name, Function<ScheduleHandle, T> action) {
        try {
            return action.apply(client.getHandle(name));
        } catch (RuntimeException failure) {
            if (isUnknown(failure)) {
                throw new StarterException(
                        Exit.NO_RUN, "There is no schedule " + name + ". See: ferry schedule list", failure);
            }
            throw failure;
        }
    }

    private static boolean isUnknown(RuntimeException failure) {
        return Errors.status(failure).filter(Errors::isNoSuchRun).isPresent();
    }
}
