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
                .max(Comparator.comparingDouble((CellSummary cell) -> cell.throughput().orElse(0)))
                .orElseThrow();
    }

    /** The first number of threads after which no other gives {@link #GAIN_MIN} times its median throughput. */
    CellSummary knee() {
        double target = best().throughput().orElse(0) / GAIN_MIN;
        return cells.stream()
                .filter(cell -> cell.throughput().orElse(0) >= target)
                .findFirst()
                .orElseThrow();
    }

    /** How a column's figure changed from the fewest threads to these. */
    Optional<PairedRatio> change(CellSummary to, Column column) {
        return PairedRatio.of(first(), to, column);
    }
}
