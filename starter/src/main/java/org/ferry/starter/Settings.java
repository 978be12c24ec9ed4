package org.ferry.starter;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import org.ferry.workflows.FerryDataConverter;
import org.ferry.workflows.migrate.MigrateInstanceWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has: where Temporal is, and how to print. */
final class Settings {
    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "Temporal's address. Otherwise TEMPORAL_ADDRESS, or the profile of Temporal's own"
                    + " configuration file (TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE), or 127.0.0.1:7233.")
    @Nullable
    String address;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "Temporal's namespace. Otherwise TEMPORAL_NAMESPACE, or the profile, or \"default\".")
    @Nullable
    String namespace;

    @Option(
            names = "--task-queue",
            paramLabel = "NAME",
            description =
                    "The task queue that the workers serve (default: " + MigrateInstanceWorkflow.TASK_QUEUE + ").")
    String taskQueue = MigrateInstanceWorkflow.TASK_QUEUE;

    @Option(
            names = "--ui",
            paramLabel = "URL",
            description = "Temporal's web UI, for the links. Otherwise FERRY_UI_URL, or http://localhost:8233.")
    String ui = System.getenv().getOrDefault("FERRY_UI_URL", "http://localhost:8233");

    @Option(names = "--json", description = "Print JSON, one object a line.")
    boolean json;

    @Option(names = "--debug", description = "Show stack traces.")
    boolean debug;

    WorkflowServiceStubsOptions stubsOptions() {
        return profile().toWorkflowServiceStubsOptions();
    }

    WorkflowClientOptions clientOptions() {
        return WorkflowClientOptions.newBuilder(profile().toWorkflowClientOptions())
                .setDataConverter(FerryDataConverter.instance())
                .build();
    }

    private ClientConfigProfile profile() {
        ClientConfigProfile loaded;
        try {
            loaded = ClientConfigProfile.load();
        } catch (IOException | RuntimeException unreadable) {
            throw new StarterException(
                    Exit.USAGE, "Temporal's configuration can't be read: " + unreadable.getMessage(), unreadable);
        }
        ClientConfigProfile.Builder profile = loaded.toBuilder();
        if (address != null) {
            profile.setAddress(address);
        }
        if (namespace != null) {
            profile.setNamespace(namespace);
        }
        return profile.build();
    }
}
