package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ferry.workflows.activity.CpuModel;
import org.jspecify.annotations.Nullable;

/**
 * Whether a running guest finds on another host the processor that it was started with. Nova before Kilo compared the
 * hosts, and refused guests that would have run; since 2015.1 it compares the guest's own model where cpu_mode is custom
 * (nova/virt/libvirt/driver.py check_can_live_migrate_destination, 2015.1 to 26.0). With host-model it still compares
 * the hosts: where it is stricter than these rules, it says so before anything has moved.
 */
final class CpuRules {
    /** The first microversion: Kilo has it, Juno has none. */
    private static final String KILO = "2.1";
    /** Nova's name for a guest that has all that its host has. */
    static final String PASSTHROUGH = "host-passthrough";

    private static final String CPU_TRAIT = "HW_CPU_X86_";

    private CpuRules() {}

    /** Reasons against a live move. */
    static List<String> reasons(Facts facts) {
        CpuModel source = facts.cloud().source().cpu();
        CpuModel target = facts.cloud().target().cpu();
        CpuModel guest = facts.source().guestCpu();
        if (source == null || target == null) {
            return ofTraits(facts);
        }
        String host = facts.cloud().target().name();
        boolean hostsCompared = !facts.cloud().has(KILO);
        if (hostsCompared || (guest != null && guest.model().equals(PASSTHROUGH))) {
            String why = hostsCompared
                    ? "this old Nova compares the hosts' processors, whatever the guest needs: "
                    : "the guest has all of its host's processor (host-passthrough): ";
            return ofHosts(source, target, host)
                    .map(text -> List.of(why + text))
                    .orElse(List.of());
        }
        return ofGuest(guest, source, target, host);
    }

    private static Optional<String> ofHosts(CpuModel source, CpuModel target, String host) {
        List<String> differences = new ArrayList<>();
        if (!source.model().equals(target.model())) {
            differences.add(host + " has a " + target.model() + ", not a " + source.model());
        }
        Set<String> missing = missing(source.features(), target.features());
        if (!missing.isEmpty()) {
            differences.add(host + " lacks " + some(missing));
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differences));
    }

    /**
     * The features that the guest was given by name, and, where its model is its host's, all that the host has: what a
     * model stands for is libvirt's knowledge, so a guest of another model is left to Nova's own comparison. What its
     * host does not have either (hypervisor, x2apic) QEMU makes up anywhere.
     */
    private static List<String> ofGuest(@Nullable CpuModel guest, CpuModel source, CpuModel target, String host) {
        if (guest == null || guest.model().isEmpty()) {
            return List.of();
        }
        Set<String> madeUp = missing(guest.features(), source.features());
        Set<String> needed = new TreeSet<>(guest.features());
        needed.removeAll(madeUp);
        if (guest.model().equals(source.model()) && !source.model().equals(target.model())) {
            needed.addAll(source.features());
        }
        Set<String> missing = missing(needed, target.features());
        return missing.isEmpty()
                ? List.of()
                : List.of("the guest runs with a " + guest.model() + " processor, and " + host + " (" + target.model()
                        + ") lacks " + some(missing));
    }

    /** Where Nova tells nothing of the processors, the traits of the hosts' providers do, of what os-traits has a name for. */
    private static List<String> ofTraits(Facts facts) {
        CpuModel guest = facts.source().guestCpu();
        if (guest == null) {
            return List.of();
        }
        boolean all = guest.model().equals(PASSTHROUGH);
        Set<String> named = guest.features().stream().map(CpuRules::letters).collect(Collectors.toSet());
        Set<String> there = facts.cloud().targetCapacity().traits();
        Set<String> missing = facts.cloud().sourceCapacity().traits().stream()
                .filter(trait -> trait.startsWith(CPU_TRAIT) && !there.contains(trait))
                .filter(trait -> all || named.contains(letters(trait.substring(CPU_TRAIT.length()))))
                .collect(Collectors.toCollection(TreeSet::new));
        return missing.isEmpty()
                ? List.of()
                : List.of("the guest runs with a " + guest.model() + " processor, and "
                        + facts.cloud().target().name() + " lacks the trait " + some(missing));
    }

    /** {@code sse4.1} of libvirt is {@code SSE41} of os-traits. */
    private static String letters(String feature) {
        return feature.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }

    private static Set<String> missing(Set<String> needed, Set<String> offered) {
        Set<String> there = offered.stream()
                .map(feature -> feature.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return needed.stream()
                .filter(feature -> !there.contains(feature.toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String some(Set<String> features) {
        String first = features.stream().limit(5).collect(Collectors.joining(", "));
        return features.size() > 5 ? first + " and " + (features.size() - 5) + " more" : first;
    }
}
