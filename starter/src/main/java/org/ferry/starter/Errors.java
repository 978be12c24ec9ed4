package org.ferry.starter;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.serviceclient.StatusUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ferry.workflows.SearchAttributes;

/** Turns what goes wrong on the way to Temporal into what a person can act upon. */
final class Errors {
    private Errors() {}

    /** Whether it is worth asking again: the server is restarted, or the network is. */
    static boolean isPassing(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNKNOWN, ABORTED, CANCELLED -> true;
            default -> false;
        };
    }

    /** Whether the server answered that there is no such run, and not that there is no such namespace. */
    static boolean isNoSuchRun(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.NOT_FOUND
                && !StatusUtils.hasFailure(failure, NamespaceNotFoundFailure.class);
    }

    /** The failure with a message and an exit code of its own. */
    static StarterException explain(RuntimeException failure, Temporal temporal) {
        if (failure instanceof StarterException known) {
            return known;
        }
        return status(failure)
                .map(status -> explain(status, temporal))
                .orElseGet(() -> new StarterException(
                        Exit.UNEXPECTED,
                        failure.getClass().getSimpleName() + ": " + Temporal.reason(failure) + " (--debug shows more)",
                        failure));
    }

    /** What the server, or the network, answered; empty where that is not what failed. */
    static Optional<StatusRuntimeException> status(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(StatusRuntimeException.class::isInstance)
                .map(StatusRuntimeException.class::cast)
                .findFirst();
    }

    private static StarterException explain(StatusRuntimeException failure, Temporal temporal) {
        String where = "Temporal at " + temporal.address() + ", namespace \"" + temporal.namespace() + "\"";
        Status status = failure.getStatus();
        String said = said(status);
        String message = switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                where + " does not answer: " + said
                        + "\nIs it running? Its address comes from --address or TEMPORAL_ADDRESS.";
            case NOT_FOUND -> where + " knows none such: " + said + "\nIs the namespace right (--namespace)?";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                where + " lets us not in: " + said + "\nGive a key or certificate in Temporal's configuration file.";
            case INVALID_ARGUMENT -> where + " refuses: " + said + attributesHint(said);
            default -> where + ": " + said;
        };
        return new StarterException(
                status.getCode() == Status.Code.INVALID_ARGUMENT ? Exit.UNEXPECTED : Exit.UNREACHABLE,
                message,
                failure);
    }

    /** The network's own words, which gRPC hides behind "io exception". */
    private static String said(Status status) {
        if (status.getCause() != null && status.getCause().getMessage() != null) {
            return status.getCause().getMessage();
        }
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    private static String attributesHint(String said) {
        List<String> names = Stream.of(
                        SearchAttributes.INSTANCE,
                        SearchAttributes.SOURCE,
                        SearchAttributes.TARGET,
                        SearchAttributes.METHOD,
                        SearchAttributes.PHASE,
                        SearchAttributes.PROJECT)
                .map(key -> key.getName())
                .toList();
        if (names.stream().noneMatch(said::contains)) {
            return "";
        }
        return names.stream()
                .map(name -> "--name " + name + " --type Keyword")
                .collect(Collectors.joining(
                        " ",
                        "\nRegister Ferry's search attributes once:\n  temporal operator search-attribute create ",
                        ""));
    }

    /** Whether JSON was asked for, also where the command line could not be read. */
    static boolean wantsJson(String... arguments) {
        return Arrays.asList(arguments).contains("--json");
    }
}
