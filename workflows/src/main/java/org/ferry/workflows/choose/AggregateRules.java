package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.Aggregate;
import org.ferry.workflows.activity.ComputeHost;
import org.ferry.workflows.activity.Instance;

/**
 * What a host's aggregates say, as Nova's scheduler reads them (nova/scheduler/filters/aggregate_instance_extra_specs.py
 * and aggregate_multitenancy_isolation.py, 26.0). Only what is meant for aggregates by its name is compared, and only
 * for equality and {@code <or>}: whether a cloud uses these filters, its API does not tell. What other operators ask
 * (extra_specs_ops.py) is left to the scheduler.
 */
final class AggregateRules {
    private static final String EXTRA_SPEC = "aggregate_instance_extra_specs:";
    private static final String TENANT = "filter_tenant_id";
    private static final Set<String> OTHER_OPERATORS =
            Set.of("=", "<in>", "<all-in>", "==", "!=", ">=", "<=", "s==", "s!=", "s<", "s<=", "s>", "s>=");

    private AggregateRules() {}

    static List<String> reasons(Instance instance, ComputeHost host) {
        List<String> reasons = new ArrayList<>();
        instance.flavor().extraSpecs().forEach((key, wanted) -> {
            if (key.startsWith(EXTRA_SPEC)
                    && !OTHER_OPERATORS.contains(wanted.strip().split("\\s", 2)[0])) {
                String name = key.substring(EXTRA_SPEC.length());
                Set<String> there = values(host, name);
                if (alternatives(wanted).stream().noneMatch(there::contains)) {
                    reasons.add("its flavor asks for an aggregate with " + name + "=" + wanted + ", and " + host.name()
                            + " is in none");
                }
            }
        });
        Set<String> tenants = values(host, TENANT);
        if (!tenants.isEmpty() && !tenants.contains(instance.project())) {
            reasons.add(host.name() + " is in an aggregate that is kept for other projects");
        }
        return reasons;
    }

    /** {@code <or> a <or> b}, or one value. */
    private static List<String> alternatives(String wanted) {
        return Arrays.stream(wanted.split("<or>"))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** What the aggregates have under a name; a value may be a list with commas. */
    private static Set<String> values(ComputeHost host, String name) {
        return host.aggregates().stream()
                .map(Aggregate::metadata)
                .flatMap(metadata -> metadata.entrySet().stream())
                .filter(entry -> entry.getKey().equals(name))
                .map(Map.Entry::getValue)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
