package org.ferry.workflows.migrate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.InstanceRow;
import org.ferry.workflows.activity.PlacementActivities.Demand;
import org.ferry.workflows.activity.RunActivities.RunInFlight;
import org.ferry.workflows.activity.ServerGroup;
import org.ferry.workflows.choose.Decision;
import org.ferry.workflows.choose.Facts;
import org.ferry.workflows.choose.Plan;
import org.ferry.workflows.choose.TargetChoice;
import org.ferry.workflows.choose.Traits;
import org.ferry.workflows.choose.Wishes;
import org.jspecify.annotations.Nullable;

/** Looks at the world until a plan can be made of it. */
final class Planner {
    private static final int MOST_TARGETS = 4;

    private final Look look;

    Planner(Steps steps) {
        this.look = new Look(steps);
    }

    /** A plan and the facts that it was made of; these are missing where nothing is possible. */
    record Planned(Plan plan, @Nullable Facts facts) {}

    /** The instance as Nova has it. */
    Instance instance(String id) {
        return look.instance(id);
    }

    /**
     * Plans the move of an instance.
     *
     * @param listTargets whether to look at all hosts even where the wishes name one
     * @param first the host to take if it may be taken still, or null
     */
    Planned plan(Instance instance, Wishes wishes, boolean listTargets, @Nullable String first) {
        InstanceRow row = look.row(instance);
        Map<String, Map<String, Long>> allocations = look.allocations(instance);
        List<ServerGroup> groups = look.groups(instance);
        List<RunInFlight> inFlight = look.inFlight(instance);
        List<Plan.Target> targets = wishes.target() == null || listTargets
                ? targets(instance, row, allocations, groups, inFlight, wishes)
                : List.of();
        List<String> choice = wishes.target() == null ? best(targets, first) : List.of(wishes.target());
        Planned planned = new Planned(Decision.nowhere(wishes, instance, targets), null);
        for (String target : choice) {
            Facts.Cloud cloud = look.cloud(instance, row, allocations, groups, inFlight, target);
            planned = plan(wishes, cloud, targets);
            if (!planned.plan().order().isEmpty()) {
                return planned;
            }
        }
        return planned;
    }

    private Planned plan(Wishes wishes, Facts.Cloud cloud, List<Plan.Target> targets) {
        Plan sketch = Decision.sketch(wishes, cloud, targets);
        if (sketch.order().isEmpty()) {
            return new Planned(sketch, null);
        }
        Facts facts = look.hosts(cloud);
        return new Planned(Decision.plan(wishes, facts, targets, look.rates()), facts);
    }

    private List<Plan.Target> targets(
            Instance instance,
            InstanceRow row,
            Map<String, Map<String, Long>> allocations,
            List<ServerGroup> groups,
            List<RunInFlight> inFlight,
            Wishes wishes) {
        // What it holds of a child provider, such as a graphics card, is no matter of a host as a whole.
        Map<String, Long> needs = allocations.values().stream()
                .filter(held -> held.containsKey("MEMORY_MB"))
                .findFirst()
                .orElse(Map.of());
        Map<String, String> flavor = instance.flavor().extraSpecs();
        Demand demand = new Demand(
                needs,
                Traits.marked("required", flavor, row.imageProperties()),
                Traits.marked("forbidden", flavor, row.imageProperties()));
        return TargetChoice.rank(
                new TargetChoice.Field(
                        instance,
                        look.hosts(),
                        look.hypervisors(row.cell()),
                        needs.isEmpty() ? List.of() : look.candidates(demand),
                        groups,
                        inFlight,
                        needs.getOrDefault("MEMORY_MB", 0L)),
                wishes);
    }

    /** What a host itself has may speak against it: a few more are looked at. */
    private static List<String> best(List<Plan.Target> targets, @Nullable String first) {
        return targets.stream()
                .filter(Plan.Target::possible)
                .map(Plan.Target::host)
                .sorted(Comparator.comparing(host -> !host.equals(first)))
                .limit(MOST_TARGETS)
                .toList();
    }
}
