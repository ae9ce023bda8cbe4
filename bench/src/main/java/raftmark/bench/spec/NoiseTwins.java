package raftmark.bench.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import raftmark.bench.spec.ExperimentSpec.PlannedCell;

/**
 * Which configurations {@code noise_floor: true} runs under two labels: the busiest of each backend, with the most clients and
 * then the most server threads; the first such of the experiment, and one with a closed loop if there is one. One of each backend, because noise differs by the backend more
 * than by anything else, and because twins of all configurations would double the time. The busiest, because it is the
 * noisiest: a floor that is too wide claims nothing.
 */
final class NoiseTwins {
    private static final Comparator<PlannedCell> BUSY = Comparator.comparing(
                    (PlannedCell planned) -> !planned.cell().isOpen())
            .thenComparingInt(planned -> planned.cell().clients())
            .thenComparingInt(planned -> planned.cell().handler().serverThreads());

    private NoiseTwins() {}

    /** The same configurations in the same order, those with a twin marked. Baselines have none. */
    static List<PlannedCell> among(List<PlannedCell> cells) {
        Map<String, PlannedCell> chosen = new LinkedHashMap<>();
        for (PlannedCell planned : cells) {
            if (!planned.baseline()) {
                chosen.merge(
                        planned.cell().backend(), planned, (one, next) -> BUSY.compare(next, one) > 0 ? next : one);
            }
        }
        List<PlannedCell> marked = new ArrayList<>();
        for (PlannedCell planned : cells) {
            marked.add(new PlannedCell(
                    planned.cell(), planned.repetitions(), planned.baseline(), chosen.containsValue(planned)));
        }
        return marked;
    }
}
