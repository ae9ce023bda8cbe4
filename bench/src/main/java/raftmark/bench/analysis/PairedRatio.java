package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/**
 * How one configuration's figure compares with another's: the geometric mean of the ratios of runs of the same repetition,
 * which the same drift of the machine has hit, with a 95 % t interval on their logarithms where three or more pairs allow it.
 *
 * @param ratio geometric mean
 * @param low lower end of the interval; not a number without one
 * @param high upper end of it
 * @param pairs repetitions in which both are valid
 */
record PairedRatio(double ratio, double low, double high, int pairs) {
    private static final LogRatio.Interval NO_INTERVAL = new LogRatio.Interval(Double.NaN, Double.NaN);

    /**
     * The ratio {@code to / from} of a column.
     *
     * @return empty if no repetition has both
     * @throws IllegalArgumentException if the terms differ
     */
    static Optional<PairedRatio> of(CellSummary from, CellSummary to, Column column) {
        if (!from.termsId().equals(to.termsId())) {
            throw new IllegalArgumentException(
                    "terms " + from.termsId() + " and " + to.termsId() + " differ: these runs are not compared");
        }
        List<Double> logs = new ArrayList<>();
        for (var run : from.valid().entrySet()) {
            ResultRow other = to.valid().get(run.getKey());
            if (other != null) {
                double a = run.getValue().number(column).orElse(0);
                double b = other.number(column).orElse(0);
                if (a > 0 && b > 0) {
                    logs.add(Math.log(b / a));
                }
            }
        }
        return logs.isEmpty() ? Optional.empty() : Optional.of(ofLogs(logs));
    }

    static PairedRatio ofLogs(List<Double> logs) {
        LogRatio pairs =
                LogRatio.ofLogs(logs.stream().mapToDouble(Double::doubleValue).toArray());
        LogRatio.Interval interval = pairs.interval().orElse(NO_INTERVAL);
        return new PairedRatio(pairs.ratio(), interval.low(), interval.high(), pairs.runs());
    }

    boolean hasInterval() {
        return !Double.isNaN(low);
    }

    /** Whether there is an interval and it leaves out 1. */
    boolean differs() {
        return hasInterval() && (low > 1 || high < 1);
    }

    /** As in {@code ×6.8 (95 % interval 6.1 to 7.6)}. */
    String text() {
        String times = "×" + number(ratio);
        return hasInterval() ? times + " (95 % interval " + number(low) + " to " + number(high) + ")" : times;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
