package raftmark.bench.analysis;

/**
 * A 95 % interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /** Whether it leaves out 1: as an interval of a ratio it says that there is a difference. */
    boolean leavesOutOne() {
        return low > 1 || high < 1;
    }
}
