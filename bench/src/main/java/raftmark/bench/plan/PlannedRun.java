package raftmark.bench.plan;

import raftmark.bench.spec.Cell;

/**
 * One run: a configuration and a repetition.
 *
 * @param cell what is measured
 * @param repetition from 1
 * @param baseline measured beside the question
 * @param label which of two runs of this configuration in this repetition
 */
public record PlannedRun(Cell cell, int repetition, boolean baseline, Label label) {
    /** @throws IllegalArgumentException if the repetition is not positive */
    public PlannedRun {
        if (repetition < 1) {
            throw new IllegalArgumentException("repetition " + repetition + " is not positive");
        }
    }

    /** The same for the same configuration, label and repetition, in whatever order and process: what `--resume` goes by. */
    public String runId() {
        return cell.backend() + "-" + cell.id() + (label == Label.NONE ? "" : "-" + label.text()) + "-r" + repetition;
    }
}
