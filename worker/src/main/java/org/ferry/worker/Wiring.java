package org.ferry.worker;

import io.temporal.client.WorkflowClient;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import org.ferry.workflows.drain.DrainHostWorkflowImpl;
import org.ferry.workflows.drain.RefillHostWorkflowImpl;
import org.ferry.workflows.find.FindInstanceWorkflowImpl;
import org.ferry.workflows.hosts.DescribeHostsWorkflowImpl;
import org.ferry.workflows.limits.LimitsWorkflowImpl;
import org.ferry.workflows.migrate.CleanTargetWorkflowImpl;
import org.ferry.workflows.migrate.MigrateInstanceWorkflowImpl;
import org.ferry.workflows.migrate.PurgeSourceWorkflowImpl;
import org.ferry.workflows.migrate.SteerSchedulerWorkflowImpl;

/** Puts workflows, activities and interceptors together to a worker that is ready to start. */
final class Wiring {
    /** Well within the 10 s after which the workflows take a silent worker for dead. */
    static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

    /** On a busy machine a cold JVM takes more than Temporal's 1 s for the first task of a workflow. */
    private static final long DEADLOCK_DETECTION_MILLIS = 10_000;

    static final Class<?>[] WORKFLOWS = {
        MigrateInstanceWorkflowImpl.class,
        PurgeSourceWorkflowImpl.class,
        CleanTargetWorkflowImpl.class,
        SteerSchedulerWorkflowImpl.class,
        LimitsWorkflowImpl.class,
        DrainHostWorkflowImpl.class,
        RefillHostWorkflowImpl.class,
        FindInstanceWorkflowImpl.class,
        DescribeHostsWorkflowImpl.class
    };

    private Wiring() {}

    static WorkerFactory worker(
            WorkflowClient client, String taskQueue, List<Object> activities, List<WorkerInterceptor> interceptors) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(interceptors.toArray(WorkerInterceptor[]::new))
                        .build());
        Worker worker = factory.newWorker(
                taskQueue,
                WorkerOptions.newBuilder()
                        .setDefaultDeadlockDetectionTimeout(DEADLOCK_DETECTION_MILLIS)
                        // Otherwise only every 8 s: 80 % of the heartbeat timeout.
                        .setMaxHeartbeatThrottleInterval(HEARTBEAT_INTERVAL)
                        .build());
        worker.registerWorkflowImplementationTypes(WORKFLOWS);
        worker.registerActivitiesImplementations(activities.toArray());
        return factory;
    }
}
