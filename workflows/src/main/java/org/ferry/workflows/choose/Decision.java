package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ferry.workflows.activity.Instance;
import org.ferry.workflows.activity.RunActivities.MeasuredRate;
import org.jspecify.annotations.Nullable;

/**
 * Decides how an instance is moved: for each method, whether it is possible or why not; then those that are, the one
 * with the least downtime first. Facts in, a plan out. This is the common list of what each way of moving can't do,
 * brought up to date; each rule names its source in Nova.
 */
public final class Decision {
    private final Wishes wishes;
    private final Instance instance;
    private final List<Plan.Target> targets;
    private final Map<Method, List<String>> reasons = new EnumMap<>(Method.class);

    private Decision(Wishes wishes, Instance instance, List<Plan.Target> targets) {
        this.wishes = wishes;
        this.instance = instance;
        this.targets = targets;
        Arrays.stream(Method.values()).forEach(method -> reasons.put(method, ofWishes(method)));
    }

    /** Reasons that the instance itself tells; with one, there is nothing else to look at. */
    public static List<String> refusals(Instance instance) {
        return CommonRules.ofInstance(instance);
    }

    /** Whether Nova's scheduler chooses the host of a cold migration, since nobody has named one or the API can't. */
    public static boolean leavesHostToScheduler(Method method, Wishes wishes, Facts.Cloud cloud) {
        return method == Method.COLD && ColdRules.leavesHostToScheduler(wishes, cloud);
    }

    /** The plan where no host will do. */
    public static Plan nowhere(Wishes wishes, Instance instance, List<Plan.Target> targets) {
        Decision decision = new Decision(wishes, instance, targets);
        decision.against("no compute host can take it; the list of hosts says why");
        return decision.plan(null, "none can take it", Map.of(), Map.of());
    }

    /** The plan as far as it can be told before the hosts are asked: a method that it rules out is ruled out. */
    public static Plan sketch(Wishes wishes, Facts.Cloud cloud, List<Plan.Target> targets) {
        return of(wishes, cloud, targets).plan(cloud.target().name(), whyTarget(wishes), Map.of(), Map.of());
    }

    /** The whole plan. */
    public static Plan plan(Wishes wishes, Facts facts, List<Plan.Target> targets, Map<String, MeasuredRate> rates) {
        Decision decision = of(wishes, facts.cloud(), targets);
        decision.add(facts);
        Map<Method, Estimate> estimates = new EnumMap<>(Method.class);
        Map<Method, List<String>> changes = new EnumMap<>(Method.class);
        for (Method method : Method.values()) {
            Estimate estimate = Estimate.of(method, facts, rates);
            decision.refuseDowntime(method, estimate);
            estimates.put(method, estimate);
            changes.put(method, Changes.of(method, wishes, facts.cloud()));
        }
        String target = facts.cloud().target().name();
        return decision.plan(target, whyTarget(wishes), estimates, changes);
    }

    private static Decision of(Wishes wishes, Facts.Cloud cloud, List<Plan.Target> targets) {
        Decision decision = new Decision(wishes, cloud.instance(), targets);
        CommonRules.reasons(wishes, cloud).forEach(decision::against);
        for (Method method : Method.values()) {
            decision.against(
                    method,
                    switch (method) {
                        case LIVE, BLOCK_LIVE -> LiveRules.reasons(method, wishes, cloud);
                        case COLD -> ColdRules.plain(wishes, cloud);
                        case FORCED_COLD -> ColdRules.forced(wishes, cloud);
                        case MANUAL -> ManualRules.reasons(wishes, cloud);
                    });
        }
        return decision;
    }

    private void add(Facts facts) {
        FileRules.reasons(facts).forEach(this::against);
        against(Method.LIVE, LiveRules.reasons(Method.LIVE, facts));
        against(Method.BLOCK_LIVE, LiveRules.reasons(Method.BLOCK_LIVE, facts));
        against(Method.MANUAL, ManualRules.reasons(facts));
    }

    private List<String> ofWishes(Method method) {
        List<String> against = new ArrayList<>(Policy.reasons(method, instance.metadata(), wishes));
        if (wishes.forbid().contains(method)) {
            against.add("it is forbidden for this run");
        }
        return against;
    }

    private void refuseDowntime(Method method, Estimate estimate) {
        if (wishes.maxDowntime() != null
                && estimate.downMillis() > wishes.maxDowntime().toMillis()) {
            against(
                    method,
                    List.of("it would be down for about " + estimate.downMillis() / 1000 + " s, more than the "
                            + wishes.maxDowntime().toSeconds() + " s that this run allows"));
        }
    }

    private void against(String reason) {
        reasons.values().forEach(list -> list.add(reason));
    }

    private void against(Method method, List<String> more) {
        reasons.getOrDefault(method, List.of()).addAll(more);
    }

    private static String whyTarget(Wishes wishes) {
        if (wishes.target() != null) {
            return "named in the request";
        }
        return wishes.method() == Method.COLD
                ? "Nova's scheduler chooses; this is what Ferry would choose"
                : "of the hosts that may take it, the best for its soft groups, then the one with the most free memory";
    }

    private Plan plan(
            @Nullable String target,
            String targetReason,
            Map<Method, Estimate> estimates,
            Map<Method, List<String>> changes) {
        List<Plan.Option> options = preference()
                .map(method -> option(method, estimates.get(method), changes.getOrDefault(method, List.of())))
                .toList();
        List<String> order = preference()
                .filter(method -> wishes.method() == null || wishes.method() == method)
                .filter(method -> reasons.getOrDefault(method, List.of()).isEmpty())
                .map(Method::text)
                .toList();
        return new Plan(
                instance.id(),
                instance.name(),
                instance.host(),
                target,
                targetReason,
                options,
                order,
                targets,
                warnings(target),
                instance.serverGroups());
    }

    private Plan.Option option(Method method, @Nullable Estimate estimate, List<String> changes) {
        List<String> against = List.copyOf(reasons.getOrDefault(method, List.of()));
        return against.isEmpty() && estimate != null
                ? new Plan.Option(
                        method.text(),
                        true,
                        against,
                        estimate.millis(),
                        estimate.downMillis(),
                        estimate.basis(),
                        changes)
                : new Plan.Option(method.text(), against.isEmpty(), against, 0, 0, "", List.of());
    }

    /** The preferred one, then the one with the least downtime first, as the methods are declared. */
    private Stream<Method> preference() {
        Set<Method> order = new LinkedHashSet<>();
        if (wishes.prefer() != null) {
            order.add(wishes.prefer());
        }
        order.addAll(Arrays.asList(Method.values()));
        return order.stream();
    }

    private List<String> warnings(@Nullable String target) {
        List<String> warnings = new ArrayList<>();
        if (wishes.ignorePolicy() && instance.metadata().containsKey(Policy.KEY)) {
            warnings.add("its owner's policy " + Policy.KEY + "="
                    + instance.metadata().get(Policy.KEY) + " is ignored, as asked");
        }
        if (wishes.allowOvercommit() && target != null) {
            warnings.add("more memory of " + target + " may be promised than it has, as asked: bad performance, and"
                    + " guests killed when it runs out");
        }
        return warnings;
    }
}
