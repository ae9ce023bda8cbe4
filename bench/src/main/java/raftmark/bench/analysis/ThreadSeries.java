package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/**
 * Configurations that differ in their number of server threads alone, fewest first; at least two, each with a valid run.
 *
 * @param cells by growing number of threads
 */
record ThreadSeries(List<CellSummary> cells) {
    /** Less gain than this is none worth a thread. */
    static final double GAIN_MIN = 1.10;

    ThreadSeries {
        cells = List.copyOf(cells);
    }

    /** All series among these configurations. */
    static List<ThreadSeries> of(List<CellSummary> cells) {
        Map<Object, List<CellSummary>> byRest = new LinkedHashMap<>();
        for (CellSummary cell : cells) {
            if (cell.serverThreads().isPresent() && cell.throughput().isPresent()) {
                Map<Factor, String> rest = new EnumMap<>(cell.levels());
                rest.remove(Factor.SERVER_THREADS);
                byRest.computeIfAbsent(List.of(rest, cell.termsId()), key -> new ArrayList<>())
                        .add(cell);
            }
        }
        return byRest.values().stream()
                .filter(series -> series.size() > 1)
                .map(series -> new ThreadSeries(series.stream()
                        .sorted(Comparator.comparingDouble(
                                (CellSummary cell) -> cell.serverThreads().orElse(0)))
                        .toList()))
                .toList();
    }

    CellSummary first() {
        return cells.get(0);
    }

    CellSummary last() {
        return cells.get(cells.size() - 1);
    }

    /** The configuration with the highest median throughput. */
    CellSummary best() {
        return cells.stream()
                .max(Comparator.comparingDouble(
                        (CellSummary cell) -> cell.throughput().orElse(0)))
                .orElseThrow();
    }

    /** The first number of threads after which no other one helps. */
    CellSummary knee() {
        for (int i = 0; i < cells.size(); i++) {
            CellSummary cell = cells.get(i);
            if (cells.subList(i + 1, cells.size()).stream().noneMatch(more -> helps(cell, more))) {
                return cell;
            }
        }
        return last();
    }

    /**
     * Whether more threads help: the median is {@link #GAIN_MIN} times as high, and the interval of the paired ratio,
     * where there is one, leaves out 1.
     */
    static boolean helps(CellSummary from, CellSummary to) {
        boolean gain = to.throughput().orElse(0) >= GAIN_MIN * from.throughput().orElse(0);
        Optional<PairedRatio> ratio = PairedRatio.of(from, to, Column.THROUGHPUT_OPS_PER_SECOND);
        return gain
                && (ratio.isEmpty() || !ratio.get().hasInterval() || ratio.get().low() > 1);
    }

    /** How a column's figure changed from the fewest threads to these. */
    Optional<PairedRatio> change(CellSummary to, Column column) {
        return PairedRatio.of(first(), to, column);
    }
}
