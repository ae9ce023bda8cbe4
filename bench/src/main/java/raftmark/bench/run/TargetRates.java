package raftmark.bench.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import raftmark.bench.analysis.Figures;
import raftmark.bench.plan.Label;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.Terms;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.Loop;
import raftmark.bench.spec.TargetRate;

/**
 * Makes rates out of shares of capacity. The capacity of a configuration is the median throughput of its valid closed-loop
 * runs so far (not of their twins of label b, which enter no figure), under the same terms, in the same result directory: so it follows the machine, and a sweep that is resumed goes
 * on with what its rows say.
 */
final class TargetRates {
    private final Supplier<List<ResultRow>> rows;
    private final Function<Cell, Terms> termsOf;

    /** @param rows those of the sweep as it stands */
    TargetRates(Supplier<List<ResultRow>> rows, Function<Cell, Terms> termsOf) {
        this.rows = rows;
        this.termsOf = termsOf;
    }

    /**
     * The configuration with a rate that can be sent; the same one where that is so already. Empty if the rate is a share, and
     * no closed loop of the configuration is valid so far.
     */
    Optional<Cell> resolve(Cell cell) {
        if (cell.loop() instanceof Loop.Open open && open.rate() instanceof TargetRate.ShareOfCapacity share) {
            OptionalDouble capacity = capacity(cell.closed());
            return capacity.isPresent() ? Optional.of(cell.atRate(share.of(capacity.getAsDouble()))) : Optional.empty();
        }
        return Optional.of(cell);
    }

    /** Whether the rate is a share of a capacity that is not known yet. */
    boolean lacksCapacity(Cell cell) {
        return cell.loop() instanceof Loop.Open open
                && open.rate() instanceof TargetRate.ShareOfCapacity
                && capacity(cell.closed()).isEmpty();
    }

    /** What to say where the capacity is missing. */
    static String missing(Cell cell) {
        return "no capacity to take " + cell.level(Factor.TARGET_RATE) + " of: none of the closed-loop runs "
                + cell.backend() + "-" + cell.closed().id() + "-r… is valid so far under these terms";
    }

    private OptionalDouble capacity(Cell closed) {
        String terms = termsOf.apply(closed).id();
        double[] throughputs = rows.get().stream()
                .filter(row -> row.isSummary()
                        && row.isValid()
                        && !row.get(Column.LABEL).equals(Label.B.text())
                        && row.get(Column.TERMS_ID).equals(terms)
                        && isOf(closed, row))
                .flatMapToDouble(row -> row.number(Column.THROUGHPUT_OPS_PER_SECOND).stream())
                .toArray();
        return Figures.median(throughputs);
    }

    private static boolean isOf(Cell cell, ResultRow row) {
        return Arrays.stream(Factor.values())
                .allMatch(factor -> row.level(factor).equals(cell.level(factor)));
    }
}
