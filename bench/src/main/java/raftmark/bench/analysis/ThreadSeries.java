package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/**
 * Configurations that differ in their number of server threads alone, fewest first; at least two, each with a valid run.
 *
 * @param cells by growing number of threads
 */
record ThreadSeries(List<CellSummary> cells) {
    ThreadSeries {
        cells = List.copyOf(cells);
    }

    /** All series among these configurations; of closed loops, because the throughput of an open one is what was asked for. */
    static List<ThreadSeries> of(List<CellSummary> cells) {
        Map<Object, List<CellSummary>> byRest = new LinkedHashMap<>();
        for (CellSummary cell : cells) {
            if (cell.closedLoop()
                    && cell.serverThreads().isPresent()
                    && cell.throughput().isPresent()) {
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

    /** The USL-form fit, or why there is none; empty below {@link Usl#POINTS_MIN} numbers of threads, where nobody asks. */
    Optional<Usl.Outcome> curve() {
        return cells.size() < Usl.POINTS_MIN ? Optional.empty() : Optional.of(Usl.fit(throughputs()));
    }

    /** Operations per second of the valid runs by number of threads; zero ones, which have no logarithm, are left out. */
    SortedMap<Integer, double[]> throughputs() {
        SortedMap<Integer, double[]> runs = new TreeMap<>();
        for (CellSummary cell : cells) {
            double[] figures = Arrays.stream(cell.figures(Column.THROUGHPUT_OPS_PER_SECOND))
                    .filter(figure -> figure > 0)
                    .toArray();
            if (figures.length > 0) {
                runs.put((int) cell.serverThreads().orElseThrow(), figures);
            }
        }
        return runs;
    }
}
