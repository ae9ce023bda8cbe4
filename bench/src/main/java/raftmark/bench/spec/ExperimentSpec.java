package raftmark.bench.spec;

import java.util.List;

/**
 * An experiment, read and checked.
 *
 * @param name short name: lower case letters, digits and dashes
 * @param question what it asks, in words
 * @param repetitions how often each configuration of the question is measured
 * @param seed of the order of runs and of everything random in the load
 * @param measureSeconds length of the measured window of a run, in seconds
 * @param clusterReused whether one cluster per backend is kept and only its front end rebuilt between runs: a first look,
 *     never published
 * @param warmup when warm-up ends
 * @param thresholds beyond which a run is INVALID
 * @param cells the configurations, without duplicates
 */
public record ExperimentSpec(
        String name,
        String question,
        int repetitions,
        long seed,
        double measureSeconds,
        boolean clusterReused,
        WarmupRule warmup,
        Thresholds thresholds,
        List<PlannedCell> cells) {
    /**
     * A configuration and how often it is measured.
     *
     * @param baseline measured beside the question, to interpret it: the cells with one client give R₁ of the law
     * @param twin whether every run of it is made twice, under two labels: for the noise floor
     */
    public record PlannedCell(Cell cell, int repetitions, boolean baseline, boolean twin) {
        /** @throws IllegalArgumentException if it would never be measured */
        public PlannedCell {
            if (repetitions < 1 || repetitions > 1000) {
                throw new IllegalArgumentException("repetitions " + repetitions + " is not within 1 to 1000");
            }
        }

        /** Runs of this configuration. */
        public int runs() {
            return twin ? 2 * repetitions : repetitions;
        }
    }

    /** @throws IllegalArgumentException if a figure is out of range, or nothing is measured */
    public ExperimentSpec {
        cells = List.copyOf(cells);
        if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    "experiment '" + name + "' is no name: use up to 64 lower case letters, digits and dashes");
        }
        if (question.isBlank()) {
            throw new IllegalArgumentException("question is empty: say what the experiment asks");
        }
        if (measureSeconds < 0.2 || measureSeconds > 3600) {
            throw new IllegalArgumentException("measure_seconds " + measureSeconds + " is not within 0.2 to 3600");
        }
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("no cell is left to measure");
        }
        if (clusterReused && cells.stream().anyMatch(cell -> cell.cell().cluster() != ClusterKind.EMBEDDED)) {
            throw new IllegalArgumentException("cluster_reused goes with cluster embedded only");
        }
    }

    /** Runs in the whole experiment. */
    public int runs() {
        return cells.stream().mapToInt(PlannedCell::runs).sum();
    }
}
