package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/** Small statistics over the figures of runs. */
public final class Figures {
    private Figures() {}

    /** The median; of an even number the mean of the middle two. Empty if there are none. */
    public static OptionalDouble median(double[] figures) {
        if (figures.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** A figure for a table: three digits or more, thousands apart. */
    static String text(double figure) {
        double size = Math.abs(figure);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 || size == 0 ? "%.1f" : "%.3f", figure);
    }
}
