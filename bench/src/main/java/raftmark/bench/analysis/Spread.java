package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.Optional;

/**
 * A figure over runs.
 *
 * @param median over the runs
 * @param min the smallest
 * @param max the largest
 * @param runs how many
 */
public record Spread(double median, double min, double max, int runs) {
    /** Of these figures; empty if there are none. */
    static Optional<Spread> of(double[] figures) {
        if (figures.length == 0) {
            return Optional.empty();
        }
        return Optional.of(new Spread(
                Figures.median(figures).orElseThrow(),
                Arrays.stream(figures).min().orElseThrow(),
                Arrays.stream(figures).max().orElseThrow(),
                figures.length));
    }
}
