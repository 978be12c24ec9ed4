package org.ferry.workflows.choose;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ferry.workflows.activity.DomainState;
import org.ferry.workflows.activity.HostFacts;
import org.ferry.workflows.activity.Instance;

/** What the two hosts themselves tell against a move, whichever way it is made. */
final class FileRules {
    private FileRules() {}

    static List<String> reasons(Facts facts) {
        Instance instance = facts.cloud().instance();
        HostFacts source = facts.source();
        HostFacts target = facts.destination();
        String sourceHost = instance.host();
        String targetHost = facts.cloud().target().name();
        List<String> reasons = new ArrayList<>();
        DomainState expected = instance.vmState().equals("stopped") ? DomainState.SHUT_OFF : DomainState.ACTIVE;
        if (source.domain() != expected) {
            reasons.add("Nova says " + instance.vmState() + ", but its domain on " + sourceHost + " is "
                    + source.domain() + "; bring the two together first");
        }
        reasons.addAll(leftovers(source, sourceHost));
        if (!facts.sharesInstancesPath()) {
            reasons.addAll(leftovers(target, targetHost));
            if (target.directoryExists()) {
                // Nova's live migration ends with DestinationDiskExists (driver.py pre_live_migration, 26.0;
                // LP#1666831).
                reasons.add(
                        targetHost + " has a directory of it already; make sure that it is not needed and remove it");
            }
        }
        if (target.domain() != DomainState.ABSENT) {
            reasons.add(targetHost + " has a domain of it already (" + target.domain() + ")");
        }
        return reasons;
    }

    /** What a former move put aside is no obstacle: it is deleted after its hold, wherever the instance is by then. */
    private static List<String> leftovers(HostFacts files, String host) {
        Stream<String> names = files.leftovers().stream().filter(name -> !name.contains(".moved-"));
        return names.map(name -> "a leftover of a former move is on " + host + ": " + name)
                .toList();
    }
}
