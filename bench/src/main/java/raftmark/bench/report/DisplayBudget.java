package raftmark.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How finely curves are drawn, so that the page of a large sweep stays small. Only the display is thinned out, never what a
 * figure is computed from.
 *
 * @param pointsPerDecade of the percentile axis
 * @param coursePointsMax of a run over time; 0 if none is shown
 * @param details whether percentiles of stages, batching and garbage collection stand in the tables
 */
record DisplayBudget(int pointsPerDecade, int coursePointsMax, boolean details) {
    private static final List<DisplayBudget> STEPS = List.of(
            new DisplayBudget(8, 60, true),
            new DisplayBudget(4, 20, true),
            new DisplayBudget(4, 0, true),
            new DisplayBudget(2, 0, false));

    /** Configurations beyond which each step is known to be too fine, so that nobody waits for it. */
    private static final List<Integer> CONFIGURATIONS_MAX = List.of(120, 200, 400);

    private static final int DECADES = 5;

    /** What to try for so many configurations, the finest first. */
    static List<DisplayBudget> stepsFor(int configurations) {
        int skipped = (int) CONFIGURATIONS_MAX.stream()
                .filter(most -> configurations > most)
                .count();
        return STEPS.subList(skipped, STEPS.size());
    }

    /** Whether something is left out, and not only coarser. */
    boolean isThinned() {
        return coursePointsMax == 0 || !details;
    }

    /** The values of 1/(1-p): whole decades (p90, p99, …), steps between them, and the median. */
    List<Double> tails() {
        List<Double> tails = new ArrayList<>();
        for (int step = 0; step <= DECADES * pointsPerDecade; step++) {
            tails.add(Math.pow(10, step / (double) pointsPerDecade));
        }
        tails.add(2.0);
        return tails.stream().sorted().distinct().toList();
    }
}
