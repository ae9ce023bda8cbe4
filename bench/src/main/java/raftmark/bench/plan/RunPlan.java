package raftmark.bench.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ExperimentSpec;

/**
 * The runs of an experiment in their order: repetition by repetition, and in seeded random order within each, so that drift
 * of the machine hits all levels alike; but the closed loop that an open loop's rate is a share of comes before it.
 *
 * @param spec the experiment
 * @param runs in order
 */
public record RunPlan(ExperimentSpec spec, List<PlannedRun> runs) {
    public RunPlan {
        runs = List.copyOf(runs);
    }

    /** The plan of an experiment; the same for the same seed. */
    public static RunPlan of(ExperimentSpec spec) {
        Random random = new Random(spec.seed());
        List<PlannedRun> runs = new ArrayList<>(spec.runs());
        int repetitionsMax = spec.cells().stream()
                .mapToInt(ExperimentSpec.PlannedCell::repetitions)
                .max()
                .orElse(0);
        for (int repetition = 1; repetition <= repetitionsMax; repetition++) {
            List<PlannedRun> ofThisRepetition = new ArrayList<>();
            for (ExperimentSpec.PlannedCell cell : spec.cells()) {
                if (repetition <= cell.repetitions()) {
                    for (Label label : cell.twin() ? List.of(Label.A, Label.B) : List.of(Label.NONE)) {
                        ofThisRepetition.add(new PlannedRun(cell.cell(), repetition, cell.baseline(), label));
                    }
                }
            }
            Collections.shuffle(ofThisRepetition, random);
            putCapacitiesFirst(ofThisRepetition);
            runs.addAll(ofThisRepetition);
        }
        return new RunPlan(spec, runs);
    }

    /**
     * A closed loop that others are a share of changes places with the first of them, where that comes before it: of the
     * places that chance gave to a configuration its capacity takes the first, and the order stays random otherwise.
     */
    private static void putCapacitiesFirst(List<PlannedRun> runs) {
        Map<Cell, Integer> firstShareOf = new HashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            Cell cell = runs.get(i).cell();
            if (cell.needsCapacity()) {
                firstShareOf.putIfAbsent(cell.closed(), i);
            }
        }
        for (int i = 0; i < runs.size(); i++) {
            Integer first = firstShareOf.get(runs.get(i).cell());
            if (first != null && first < i) {
                Collections.swap(runs, first, i);
            }
        }
    }
}
