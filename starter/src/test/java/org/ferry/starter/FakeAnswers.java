package org.ferry.starter;

import java.util.List;
import org.ferry.workflows.Failures;
import org.ferry.workflows.activity.Found;
import org.ferry.workflows.find.FindInstanceWorkflow;
import org.ferry.workflows.hosts.DescribeHostsWorkflow;
import org.ferry.workflows.hosts.HostCapacity;
import org.jspecify.annotations.Nullable;

/** Answers to what people ask of the cloud. */
final class FakeAnswers {
    private FakeAnswers() {}

    /** Two have the same name. */
    public static final class Find implements FindInstanceWorkflow {
        @Override
        public List<Found> find(String name) {
            Found one = new Found(FakeWorker.INSTANCE, name, "demo", "compute-1", "ACTIVE");
            return switch (name) {
                case FakeWorker.NAME -> List.of(one);
                case FakeWorker.TWICE ->
                    List.of(one, new Found(FakeWorker.INSTANCE.replace('0', '1'), name, "other", "", "ERROR"));
                default -> List.of();
            };
        }
    }

    /** Two hosts, one of which does not answer. */
    public static final class Hosts implements DescribeHostsWorkflow {
        @Override
        public List<HostCapacity> describe(@Nullable String host) {
            List<HostCapacity> all = List.of(Capacities.up(), Capacities.silent());
            if (host == null) {
                return all;
            }
            List<HostCapacity> asked =
                    all.stream().filter(each -> each.host().equals(host)).toList();
            if (asked.isEmpty()) {
                throw Failures.of(
                        Failures.REFUSED, "Nova knows no compute host " + host + "; it knows compute-1, compute-3");
            }
            return asked;
        }
    }
}
