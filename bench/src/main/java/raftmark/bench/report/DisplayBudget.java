package raftmark.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How finely curves are drawn, so that the page of a large sweep stays small. Only the display is thinned out, never what a
 * figure is computed from.
 *
 * @param pointsPerDecade of the percentile axis
 * @param coursePointsMax of a run over time; 0 if none is shown
 */
record DisplayBudget(int pointsPerDecade, int coursePointsMax) {
    private static final int DECADES = 5;
    private static final int MANY_CONFIGURATIONS = 150;
    private static final int COURSE_POINTS_IN_ALL = 3000;
    private static final int CONFIGURATIONS_WITH_COURSE_MAX = 250;
    private static final int COURSE_POINTS_MAX = 60;

    static DisplayBudget of(int configurations) {
        int coursePoints = configurations > CONFIGURATIONS_WITH_COURSE_MAX
                ? 0
                : Math.min(COURSE_POINTS_MAX, COURSE_POINTS_IN_ALL / Math.max(1, configurations));
        return new DisplayBudget(configurations <= MANY_CONFIGURATIONS ? 8 : 4, coursePoints);
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
