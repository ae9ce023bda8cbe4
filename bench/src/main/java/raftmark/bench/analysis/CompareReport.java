package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/**
 * A comparison of two sweeps, or of the levels of factors within one: every figure with its ratio, interval and verdict, and
 * what was not compared and why.
 */
public final class CompareReport {
    private static final int ALONE_SHOWN_MAX = 10;

    private final List<RecordedResults> sweeps;
    private final List<Factor> by;
    private final Matching matching;
    private final List<Comparison> comparisons;
    private final CellNames names;

    private CompareReport(List<RecordedResults> sweeps, List<By> by, Matching matching, List<CellSummary> cells) {
        this.sweeps = List.copyOf(sweeps);
        this.by = by.stream().map(By::factor).toList();
        this.matching = matching;
        this.comparisons = Comparison.of(matching.pairs(), sweeps.size() == 1 ? cells : List.of());
        this.names = new CellNames(cells, new HashSet<>(this.by));
    }

    /**
     * Two sweeps; the ratios are {@code other / base}.
     *
     * @param by factors in whose levels the two may differ; usually none
     */
    public static CompareReport ofSweeps(RecordedResults base, RecordedResults other, List<By> by) {
        List<CellSummary> ofBase = CellSummary.of(base.rows());
        List<CellSummary> ofOther = CellSummary.of(other.rows());
        List<CellSummary> cells = new ArrayList<>(ofBase);
        cells.addAll(ofOther);
        return new CompareReport(List.of(base, other), by, Matching.ofSweeps(ofBase, ofOther, by), cells);
    }

    /** The levels of one or more factors within a sweep, each with the first. */
    public static CompareReport ofLevels(RecordedResults results, List<By> by) {
        List<CellSummary> cells = CellSummary.of(results.rows());
        return new CompareReport(List.of(results), by, Matching.ofLevels(cells, by), cells);
    }

    /** Whether nothing could be compared; {@link #notes()} say why. */
    public boolean isEmpty() {
        return comparisons.isEmpty() || sweeps.stream().anyMatch(sweep -> !hasValidRun(sweep));
    }

    private static boolean hasValidRun(RecordedResults sweep) {
        return CountedRuns.of(sweep.rows()).own().stream().anyMatch(ResultRow::isValid);
    }

    /** The table for a terminal, with the notes. */
    public String text() {
        return new CompareTable(comparisons, names, by).text() + "\n" + String.join("\n", notes()) + "\n";
    }

    /** The table in Markdown, with the notes as a list. */
    public String markdown() {
        return new CompareTable(comparisons, names, by).markdown() + "\n\n* " + String.join("\n* ", notes()) + "\n";
    }

    /** The table as CSV, figures unrounded; pairs that are not comparable have rows of their own. */
    public String csv() {
        CompareCsv csv = new CompareCsv(names, by);
        comparisons.forEach(csv::add);
        matching.termsDiffer().forEach(pair -> csv.addNotComparable(pair.base(), pair.other(), reason(pair)));
        return csv.text();
    }

    /** Every figure of every pair, in the order of the table, as plain values. */
    public List<Change> changes() {
        return comparisons.stream()
                .map(one -> new Change(names.of(one.pair().base()), one.pair().other(), Effect.of(one)))
                .toList();
    }

    /**
     * A figure of a configuration that was compared.
     *
     * @param configuration in words, as in the table
     * @param other the configuration that is compared with the base
     */
    public record Change(String configuration, CellSummary other, Effect effect) {}

    /** What must be said beside the table. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        sweeps.forEach(sweep -> notes.add(sweep(sweep)));
        if (!comparisons.isEmpty()) {
            notes.add("ratio: other / base of " + (sweeps.size() == 1 ? "runs of the same repetition" : "all runs")
                    + ", geometric mean. More operations help, less latency and CPU helps. A verdict needs an interval"
                    + " that leaves out 1, a ratio beyond the noise floor, and p < 0.05 after Holm's correction over all "
                    + comparisons.stream().filter(one -> one.p().isPresent()).count() + " comparisons.");
            notes.addAll(floors());
        }
        if (comparisons.stream().anyMatch(one -> one.finding() == Finding.TOO_FEW_RUNS)) {
            notes.add("too few runs: without " + LogRatio.RUNS_MIN
                    + " valid repetitions of both there is no interval, and" + " a ratio may be noise");
        }
        if (sweeps.size() == 2) {
            notes.add(
                    "the two were measured at different times: what changed in the machine in between is in the ratios,"
                            + " and neither intervals nor the floor know of it");
            notes.addAll(environments());
        }
        for (RecordedResults sweep : sweeps) {
            List<CellSummary> cells = CellSummary.of(sweep.rows());
            for (ThreadSeries series : ThreadSeries.of(cells)) {
                series.curve()
                        .ifPresent(curve -> notes.add(which(sweep) + series(series, cells) + ": " + curve.text()));
            }
        }
        matching.termsDiffer()
                .forEach(pair -> notes.add("not comparable: " + name(pair.base(), pair.other()) + " " + reason(pair)));
        notes.addAll(alone());
        return notes;
    }

    /** Where the floors of the verdicts come from, a line for each source with the figures that have theirs from it. */
    private List<String> floors() {
        Map<String, Set<String>> figuresBySource = new LinkedHashMap<>();
        for (Comparison one : comparisons) {
            if (one.floorRatio().isPresent()) {
                String figure = one.figure().name() + (one.pair().base().closedLoop() ? "" : " of open loops");
                figuresBySource
                        .computeIfAbsent(one.floor().text(), first -> new LinkedHashSet<>())
                        .add(figure);
            }
        }
        return figuresBySource.entrySet().stream()
                .map(floor -> "noise floor: " + floor.getKey() + " (" + String.join(", ", floor.getValue()) + ")")
                .toList();
    }

    private String sweep(RecordedResults sweep) {
        CountedRuns runs = CountedRuns.of(sweep.rows());
        int invalid = runs.invalid().size();
        return which(sweep) + sweep.name() + ", experiment "
                + sweep.rows().get(0).get(Column.EXPERIMENT) + ", "
                + runs.text()
                + (invalid == 0
                        ? ""
                        : invalid == runs.own().size()
                                ? ", not one of which is valid; the first is "
                                        + runs.own().get(0).get(Column.VERDICT)
                                : ", of which " + invalid + " are INVALID and enter no figure")
                + sweep.gaps().stream().map(gap -> "; " + gap).collect(Collectors.joining());
    }

    private String which(RecordedResults sweep) {
        return sweeps.size() == 1 ? "" : sweep == sweeps.get(0) ? "base: " : "other: ";
    }

    private static String series(ThreadSeries series, List<CellSummary> all) {
        return new CellNames(all, Set.of(Factor.SERVER_THREADS)).of(series.first());
    }

    private List<String> environments() {
        Map<String, String> base = sweeps.get(0).environment();
        Map<String, String> other = sweeps.get(1).environment();
        Set<String> keys = new TreeSet<>(base.keySet());
        keys.retainAll(other.keySet());
        return keys.stream()
                .filter(key -> !base.getOrDefault(key, "").equals(other.getOrDefault(key, "")))
                .map(key -> "environment differs: " + key + " " + base.get(key) + " → " + other.get(key))
                .toList();
    }

    private String name(CellSummary base, CellSummary other) {
        return names.of(base)
                + (by.isEmpty() ? "" : ", " + CellNames.levels(base, by) + " → " + CellNames.levels(other, by));
    }

    private String reason(Matching.Unequal pair) {
        Map<String, String> base = terms(pair.base(), 0);
        Map<String, String> other = terms(pair.other(), sweeps.size() - 1);
        if (base.isEmpty() || other.isEmpty()) {
            return "because terms_id " + pair.base().termsId() + " and "
                    + pair.other().termsId() + " differ, and environment.json does not spell them out";
        }
        Set<String> keys = new TreeSet<>(base.keySet());
        keys.addAll(other.keySet());
        List<String> differing = keys.stream()
                .filter(key -> !base.getOrDefault(key, "").equals(other.getOrDefault(key, "")))
                .map(key -> key + " (" + shown(base.get(key)) + " → " + shown(other.get(key)) + ")")
                .toList();
        return "because these terms differ: " + String.join(", ", differing);
    }

    private Map<String, String> terms(CellSummary cell, int sweep) {
        return sweeps.get(sweep).termsById().getOrDefault(cell.termsId(), Map.of());
    }

    private static String shown(@Nullable String term) {
        return term == null || term.isEmpty() ? "none" : term;
    }

    private List<String> alone() {
        List<String> notes = new ArrayList<>();
        List<CellSummary> alone = matching.alone();
        alone.stream()
                .limit(ALONE_SHOWN_MAX)
                .forEach(cell -> notes.add("nothing to compare with: " + where(cell) + names.of(cell)
                        + (by.isEmpty() ? "" : ", " + CellNames.levels(cell, by))));
        if (alone.size() > ALONE_SHOWN_MAX) {
            notes.add("and " + (alone.size() - ALONE_SHOWN_MAX) + " more have nothing to compare with");
        }
        return notes;
    }

    private String where(CellSummary cell) {
        if (sweeps.size() == 1) {
            return "";
        }
        boolean ofBase = CellSummary.of(sweeps.get(0).rows()).contains(cell);
        return (ofBase ? "base" : "other") + " only, ";
    }
}
