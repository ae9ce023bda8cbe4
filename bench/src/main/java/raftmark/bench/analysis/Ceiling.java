package raftmark.bench.analysis;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The best that any of several configurations reached. The largest of several medians lies too high, because whichever was
 * lucky is chosen; by how much on average is said beside it: so much the largest would be above the others on average if all
 * were equal and only noise told them apart.
 *
 * @param throughput largest median, in operations per second; not a number without configurations
 * @param configurations how many it is the largest of
 * @param luckShareMean how much of it would be luck on average, were all equal, as a share; zero for one configuration, not a number where noise is not known
 */
record Ceiling(double throughput, int configurations, double luckShareMean) {
    /** Standard deviation of a median over that of a mean, of many normal figures; for five it is 1.2. */
    private static final double MEDIAN_TO_MEAN = Math.sqrt(Math.PI / 2);

    static Ceiling of(List<CellSummary> cells) {
        if (cells.isEmpty()) {
            return new Ceiling(Double.NaN, 0, Double.NaN);
        }
        double largest = cells.stream()
                .flatMapToDouble(cell -> cell.throughput().stream())
                .max()
                .orElse(Double.NaN);
        int runs = cells.stream().mapToInt(cell -> cell.valid().size()).min().orElse(0);
        double noise = NoiseFloor.ofRepetitions(cells, RunFigure.THROUGHPUT).runLogDeviation();
        double luckLog = expectedLargest(cells.size()) * noise * MEDIAN_TO_MEAN / Math.sqrt(runs);
        return new Ceiling(largest, cells.size(), cells.size() == 1 ? 0 : 1 - Math.exp(-luckLog));
    }

    /** Mean of the largest of so many standard normal figures, by Blom's approximation (1958). */
    private static double expectedLargest(int count) {
        return new NormalDistribution().inverseCumulativeProbability((count - 0.375) / (count + 0.25));
    }
}
