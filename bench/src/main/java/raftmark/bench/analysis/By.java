package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import raftmark.bench.spec.Factor;

/**
 * A factor whose levels are compared.
 *
 * @param factor the factor
 * @param base the level that the others are compared with; empty for the first: the smallest number, or else the first by
 *     alphabet
 */
public record By(Factor factor, Optional<String> base) {
    private static final Comparator<String> NUMBERS_FIRST = Comparator.comparing((String level) -> !isNumber(level))
            .thenComparingDouble(level -> isNumber(level) ? Double.parseDouble(level.replace("%", "")) : 0)
            .thenComparing(Comparator.naturalOrder());

    /**
     * Reads {@code factor} or {@code factor=level}.
     *
     * @throws IllegalArgumentException if there is no such factor
     */
    public static By parse(String text) {
        int equals = text.indexOf('=');
        String key = (equals < 0 ? text : text.substring(0, equals)).strip();
        Factor factor = Factor.of(key)
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is no factor. Known: " + Factor.keys()));
        return new By(
                factor,
                equals < 0
                        ? Optional.empty()
                        : Optional.of(text.substring(equals + 1).strip()));
    }

    /** The order of configurations by their levels of these factors, of which there is one at least; the base first. */
    static Comparator<CellSummary> order(List<By> factors) {
        return factors.stream()
                .map(By::own)
                .reduce(Comparator::thenComparing)
                .orElseThrow(() -> new IllegalArgumentException("no factor to compare by"));
    }

    private Comparator<CellSummary> own() {
        return Comparator.comparing((CellSummary cell) -> !isBase(cell.level(factor)))
                .thenComparing(cell -> cell.level(factor), NUMBERS_FIRST);
    }

    /** The order of configurations by all factors. */
    static Comparator<CellSummary> natural() {
        return order(Arrays.stream(Factor.values())
                .map(factor -> new By(factor, Optional.empty()))
                .toList());
    }

    private boolean isBase(String level) {
        return base.isPresent() && base.get().equals(level);
    }

    private static boolean isNumber(String level) {
        return level.matches("\\d{1,15}(\\.\\d{1,9})?%?");
    }
}
