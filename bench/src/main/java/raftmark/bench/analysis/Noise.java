package raftmark.bench.analysis;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.spec.Factor;

/**
 * How noisy the runs of a recorded sweep were, and what another one can show at the same noise. Backends differ in it more than
 * anything else, so it is that of the noisiest backend: what is promised holds for the others too.
 */
public final class Noise {
    private final List<CellSummary> cells;

    private Noise(List<CellSummary> cells) {
        this.cells = cells;
    }

    /**
     * The noise within the configurations of these results: of closed loops, where there are some, because latencies of open
     * ones stray otherwise; and where several clients are planned of several, because one client strays otherwise too: more in
     * throughput, less in p99.
     *
     * @param backends of the sweep that is planned: noise is that of their runs, where there are some
     * @param severalClients whether it has a configuration of more than one client
     */
    public static Noise of(RecordedResults results, Set<String> backends, boolean severalClients) {
        List<CellSummary> every = CellSummary.of(results.rows());
        List<CellSummary> closed =
                every.stream().filter(CellSummary::closedLoop).toList();
        List<CellSummary> all = closed.isEmpty() ? every : closed;
        List<CellSummary> loaded = all.stream()
                .filter(cell -> cell.clients() > 1 == severalClients)
                .toList();
        List<CellSummary> compared = loaded.isEmpty() ? all : loaded;
        List<CellSummary> own = compared.stream()
                .filter(cell -> backends.contains(cell.level(Factor.BACKEND)))
                .toList();
        return new Noise(own.isEmpty() ? compared : own);
    }

    /**
     * Noise of a figure, and whose it is.
     *
     * @param runLogs logarithm of each run's figure over its configuration's truth, as far as that can be known
     */
    record OfBackend(String backend, NoiseFloor floor, List<Double> runLogs) {
        OfBackend {
            runLogs = List.copyOf(runLogs);
        }

        double deviation() {
            return floor.runLogDeviation();
        }
    }

    /** Whether any figure was measured twice in a configuration; without it there is nothing to plan by. */
    public boolean isKnown() {
        return RunFigure.COMPARED.stream().anyMatch(figure -> of(figure).isPresent());
    }

    Optional<OfBackend> of(RunFigure figure) {
        Map<String, List<CellSummary>> byBackend =
                cells.stream().collect(Collectors.groupingBy(cell -> cell.level(Factor.BACKEND)));
        return byBackend.entrySet().stream()
                .map(backend -> new OfBackend(
                        backend.getKey(),
                        NoiseFloor.ofRepetitions(backend.getValue(), figure),
                        runLogs(backend.getValue(), figure)))
                .filter(noise -> noise.floor().isKnown())
                .max(Comparator.comparingDouble(OfBackend::deviation));
    }

    /** Runs stray less from the mean of their few own than from the truth, so they are moved away from it. */
    private static List<Double> runLogs(List<CellSummary> cells, RunFigure figure) {
        return cells.stream()
                .map(figure::logs)
                .filter(logs -> logs.length > 1)
                .flatMapToDouble(logs -> {
                    double mean = Arrays.stream(logs).average().orElseThrow();
                    double widening = Math.sqrt(logs.length / (logs.length - 1.0));
                    return Arrays.stream(logs).map(log -> widening * (log - mean));
                })
                .boxed()
                .toList();
    }

    /** The smallest effect that so many repetitions can be trusted to show; empty if the noise is not known, or they are too few. */
    OptionalDouble smallestEffect(RunFigure figure, int repetitions, int comparisons) {
        return of(figure)
                .map(noise -> SmallestEffect.ratio(
                        repetitions,
                        noise.runLogs().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray(),
                        comparisons))
                .orElse(OptionalDouble.empty());
    }

    /**
     * A table for a terminal: for each figure the noise of a run, and the smallest effect that so many repetitions show, and
     * twice as many. An effect of ×1.25 stands for ×0.80 too.
     *
     * @param repetitions of each configuration
     * @param comparisons that the report will make; below 1 counts as 1
     */
    public String table(int repetitions, int comparisons) {
        int family = Math.max(1, comparisons);
        List<ColumnData<RunFigure>> columns = new ArrayList<>();
        columns.add(column("figure", HorizontalAlign.LEFT, RunFigure::name));
        columns.add(column("a run strays by", HorizontalAlign.RIGHT, this::strays));
        for (int planned : new int[] {repetitions, 2 * repetitions}) {
            columns.add(
                    column(planned + " repetitions show", HorizontalAlign.RIGHT, figure -> effect(figure, planned, 1)));
            columns.add(column("among " + family, HorizontalAlign.RIGHT, figure -> effect(figure, planned, family)));
        }
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, RunFigure.COMPARED, columns);
    }

    private String strays(RunFigure figure) {
        return of(figure)
                .map(noise -> String.format(
                        Locale.ROOT, "%.1f %% (%s)", (Math.exp(noise.deviation()) - 1) * 100, noise.backend()))
                .orElse("not measured twice");
    }

    private String effect(RunFigure figure, int repetitions, int comparisons) {
        if (of(figure).isEmpty()) {
            return "–";
        }
        OptionalDouble ratio = smallestEffect(figure, repetitions, comparisons);
        return ratio.isEmpty()
                ? "nothing"
                : String.format(Locale.ROOT, ratio.getAsDouble() < 10 ? "×%.2f" : "×%.0f", ratio.getAsDouble());
    }

    private static ColumnData<RunFigure> column(
            String header, HorizontalAlign align, Function<RunFigure, String> text) {
        return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
    }
}
