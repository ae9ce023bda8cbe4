package raftmark.bench.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import raftmark.bench.spec.ExperimentSpec;

/**
 * The runs of an experiment in their order: repetition by repetition, and in seeded random order within each, so that drift
 * of the machine hits all levels alike.
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
            runs.addAll(ofThisRepetition);
        }
        return new RunPlan(spec, runs);
    }
}
