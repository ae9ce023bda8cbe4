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
    /** From the finest to the coarsest. */
    static final List<DisplayBudget> STEPS = List.of(
            new DisplayBudget(8, 60, true),
            new DisplayBudget(4, 20, true),
            new DisplayBudget(4, 0, true),
            new DisplayBudget(2, 0, false));

    private static final int DECADES = 5;

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
