package org.ferry.workflows.choose;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in one text why a plan moves nothing. */
public final class Refusal {
    private Refusal() {}

    /** The reasons, those that hold for every method once, then those of each. */
    public static String of(Plan plan, @Nullable Method only) {
        List<Plan.Option> asked = plan.options().stream()
                .filter(option -> only == null || option.method().equals(only.text()))
                .toList();
        Set<String> shared = new TreeSet<>(asked.get(0).reasons());
        asked.forEach(option -> shared.retainAll(option.reasons()));
        StringBuilder text = new StringBuilder();
        asked.get(0).reasons().stream()
                .filter(shared::contains)
                .forEach(reason -> text.append("\n- ").append(reason));
        if (only == null && shared.isEmpty()) {
            asked.forEach(option -> text.append("\n- ")
                    .append(option.method())
                    .append(": ")
                    .append(option.reasons().stream()
                            .filter(reason -> !shared.contains(reason))
                            .collect(Collectors.joining("; "))));
        }
        plan.targets().stream()
                .filter(target -> plan.target() == null)
                .forEach(target -> text.append("\n- ")
                        .append(target.host())
                        .append(": ")
                        .append(String.join("; ", target.reasons())));
        return text.toString();
    }
}
