package org.ferry.workflows.choose;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.ferry.workflows.activity.RunActivities.MeasuredRate;
import org.jspecify.annotations.Nullable;

/** What a person wishes of a move, for {@link Given}. */
abstract class GivenWishes {
    private @Nullable String wishedTarget = "compute-2";
    private @Nullable Method method;
    private @Nullable Method prefer;
    private final Set<Method> forbid = EnumSet.noneOf(Method.class);
    private @Nullable Duration maxDowntime;
    private boolean allowDisabledTarget;
    private boolean allowOvercommit;
    private boolean ignorePolicy;
    private final Map<String, MeasuredRate> rates = new HashMap<>();

    abstract Given self();

    void wishTarget(String name) {
        wishedTarget = name;
    }

    Given noTarget() {
        wishedTarget = null;
        return self();
    }

    Given method(Method only) {
        method = only;
        return self();
    }

    Given prefer(Method first) {
        prefer = first;
        return self();
    }

    Given forbid(Method... methods) {
        forbid.addAll(Arrays.asList(methods));
        return self();
    }

    Given maxDowntime(Duration limit) {
        maxDowntime = limit;
        return self();
    }

    Given allowDisabledTarget() {
        allowDisabledTarget = true;
        return self();
    }

    Given allowOvercommit() {
        allowOvercommit = true;
        return self();
    }

    Given ignorePolicy() {
        ignorePolicy = true;
        return self();
    }

    Given rate(Method of, long bytesPerSecond, int runs) {
        rates.put(of.text(), new MeasuredRate(bytesPerSecond, runs));
        return self();
    }

    Wishes wishes() {
        return new Wishes(
                wishedTarget,
                method,
                prefer,
                Set.copyOf(forbid),
                maxDowntime,
                allowDisabledTarget,
                allowOvercommit,
                ignorePolicy);
    }

    Map<String, MeasuredRate> rates() {
        return rates;
    }
}
