package raftmark.bench.analysis;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A verdict with all that it rests on, in plain values.
 *
 * @param figure what was compared, as a column of {@code runs.csv} or a figure made of one
 * @param unit of the medians
 * @param baseMedian over the valid runs of the configuration that is compared with; empty if one of them lacks the figure
 * @param otherMedian of the configuration that is asked about
 * @param ratio other / base, geometric mean over runs; empty if no runs can be compared
 * @param low lower end of Student's 95 % interval of the ratio; empty without an interval
 * @param high upper end of it
 * @param floorRatio a ratio up to this, or its inverse, is noise; empty where there is no floor
 * @param p p value after Holm's correction over all verdicts of the report; empty without an interval
 * @param runs pairs of runs that the ratio rests on; of unpaired runs those of the side that has fewer
 * @param finding the verdict, or why there is none
 */
public record Effect(
        String figure,
        String unit,
        OptionalDouble baseMedian,
        OptionalDouble otherMedian,
        OptionalDouble ratio,
        OptionalDouble low,
        OptionalDouble high,
        OptionalDouble floorRatio,
        OptionalDouble p,
        int runs,
        Finding finding) {
    static Effect of(Comparison comparison) {
        Optional<LogRatio> ratio = comparison.ratio();
        Optional<Interval> interval = ratio.flatMap(LogRatio::interval);
        return new Effect(
                comparison.figure().name(),
                comparison.figure().unit(),
                comparison.figure().median(comparison.pair().base()),
                comparison.figure().median(comparison.pair().other()),
                ratio.map(there -> OptionalDouble.of(there.ratio())).orElse(OptionalDouble.empty()),
                interval.map(ends -> OptionalDouble.of(ends.low())).orElse(OptionalDouble.empty()),
                interval.map(ends -> OptionalDouble.of(ends.high())).orElse(OptionalDouble.empty()),
                comparison.floorRatio(),
                comparison.p(),
                ratio.map(LogRatio::runs).orElse(0),
                comparison.finding());
    }

    /** Whether it says that there is a difference. */
    public boolean differs() {
        return finding == Finding.HELPS || finding == Finding.HURTS;
    }

    /**
     * Size, interval and verdict, as in {@code ×6.84 (95 % interval 6.10 to 7.62): helps}; and why there is none where the interval
     * alone would give one.
     */
    public String text() {
        return ratio.isEmpty() ? finding.text() : size() + ": " + finding.text() + objection();
    }

    private String objection() {
        boolean leavesOutOne = low.orElse(1) > 1 || high.orElse(1) < 1;
        if (finding != Finding.NO_DIFFERENCE_SEEN || !leavesOutOne) {
            return "";
        }
        return p.orElse(1) < Comparison.SIGNIFICANCE
                ? String.format(Locale.ROOT, " (within the noise floor of ×%.2f)", floorRatio.orElse(Double.NaN))
                : String.format(Locale.ROOT, " (p %.2f after correction)", p.orElse(1));
    }

    /** Size and interval alone; empty without a ratio. */
    public String size() {
        if (ratio.isEmpty()) {
            return "";
        }
        String times = "×" + number(ratio.getAsDouble());
        return low.isPresent() && high.isPresent()
                ? times + " (95 % interval " + number(low.getAsDouble()) + " to " + number(high.getAsDouble()) + ")"
                : times;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
