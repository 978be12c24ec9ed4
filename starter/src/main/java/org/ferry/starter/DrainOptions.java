package org.ferry.starter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the instances of a host go, when, and which ways are open to them. */
final class DrainOptions extends WishOptions {
    @Option(
            names = "--to",
            paramLabel = "HOST",
            split = ",",
            description = "The only compute hosts that instances may go to, with commas between them (default: any).")
    List<String> to = new ArrayList<>();

    @Option(
            names = "--window",
            paramLabel = "WINDOW",
            description = "When moves may begin, for example \"Sat 22:00-04:00 Europe/Amsterdam\"; one that would not"
                    + " end in time by its estimate is not begun (default: at once).")
    @Nullable
    String window;

    @Option(
            names = "--on-blocked",
            paramLabel = "refuse|skip|wait",
            description = "What is done, before the first move, about instances that can't be moved: nothing is"
                    + " touched; the others are moved; or it is waited until they can (default: refuse).")
    @Nullable
    String onBlocked;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many moves go on at once, as far as the limits allow (default: 4).")
    @Nullable
    Integer parallel;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How often an instance is tried before it is left for a person (default: 3).")
    @Nullable
    Integer attempts;

    @Override
    Request request() {
        return super.request()
                .with("to", to)
                .with("window", window)
                .with("onBlocked", onBlocked)
                .with("parallel", parallel)
                .with("attempts", attempts);
    }
}
