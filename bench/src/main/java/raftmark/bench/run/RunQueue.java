package raftmark.bench.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import raftmark.bench.plan.PlannedRun;

/**
 * The runs of a sweep in their order; one that cannot be made yet is put at the end, once. A share of a capacity waits so where the closed
 * loop before it was disturbed: a later repetition may still measure the capacity. Used by one thread.
 */
final class RunQueue {
    private final List<PlannedRun> order;
    private final Set<String> putOff = new HashSet<>();
    private int taken;

    RunQueue(List<PlannedRun> runs) {
        order = new ArrayList<>(runs);
    }

    /**
     * The next run; empty if all are taken.
     *
     * @param mustWait whether a run cannot be made yet
     */
    Optional<PlannedRun> next(Predicate<PlannedRun> mustWait) {
        while (taken < order.size()) {
            PlannedRun run = order.get(taken);
            if (mustWait.test(run) && putOff.add(run.runId())) {
                order.add(order.remove(taken));
            } else {
                taken++;
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /** How many were taken. */
    int taken() {
        return taken;
    }

    /** Those taken and those to come, in their order as it is now. */
    List<PlannedRun> order() {
        return List.copyOf(order);
    }
}
