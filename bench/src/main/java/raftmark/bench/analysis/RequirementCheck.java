package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;

/** Holds requirements against the results of a sweep. */
public final class RequirementCheck {
    private static final int REASON_LENGTH_MAX = 200;
    private static final String ASKED_FOR = " open loops left out: the figure is what they were asked for";

    private final String directory;
    private final List<CellSummary> cells;
    private final CellNames names;
    private final List<CellSummary> baseCells;
    private final int validRunsMin;

    /** @param validRunsMin valid runs that a configuration needs to be judged; with fewer it fails */
    public RequirementCheck(RecordedResults results, int validRunsMin) {
        this(results, List.of(), validRunsMin);
    }

    /** @param base for requirements on the ratio to it */
    public RequirementCheck(RecordedResults results, RecordedResults base, int validRunsMin) {
        this(results, CellSummary.of(base.rows()), validRunsMin);
    }

    private RequirementCheck(RecordedResults results, List<CellSummary> baseCells, int validRunsMin) {
        this.validRunsMin = validRunsMin;
        this.directory = results.name();
        this.cells = CellSummary.of(results.rows());
        this.baseCells = baseCells;
        this.names =
                new CellNames(Stream.concat(cells.stream(), baseCells.stream()).toList(), Set.of());
    }

    /**
     * What came out for one requirement.
     *
     * @param holds whether it holds for every configuration that it names
     * @param lines the requirement, and each configuration that fails with its figures
     */
    public record Outcome(boolean holds, List<String> lines) {
        public Outcome {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Holds one against the results. A configuration fails if its median or ratio does, if it has no valid run, if a valid run
     * lacks the figure, and if it has nothing to be divided by under equal terms. Open loops whose figure is what was asked for
     * are left out, and counted in the line.
     *
     * @throws IllegalArgumentException if it names no configuration that is there
     */
    public Outcome check(Requirement requirement) {
        List<CellSummary> selected = cells.stream().filter(requirement::selects).toList();
        if (selected.isEmpty()) {
            throw new IllegalArgumentException("'" + requirement.text() + "' matches no configuration of " + directory
                    + ". Levels there: " + levels(requirement));
        }
        List<String> failures = new ArrayList<>();
        int checked = 0;
        int askedFor = 0;
        int valid = 0;
        int invalid = 0;
        int few = 0;
        for (CellSummary cell : selected) {
            if (requirement.figure().isAskedFor(cell)) {
                askedFor++;
                continue;
            }
            Optional<RatioBase> base = requirement.base();
            if (base.isPresent() && base.get().isBase(cell)) {
                continue;
            }
            checked++;
            valid += cell.valid().size();
            invalid += cell.invalid().size();
            if (hasFewRuns(cell) || basesOf(requirement, cell).stream().anyMatch(RequirementCheck::hasFewRuns)) {
                few++;
            }
            Optional<String> failure = tooFewRuns(cell)
                    .or(() -> base.isPresent()
                            ? ratioFailure(requirement, base.get(), cell)
                            : medianFailure(requirement, cell));
            failure.ifPresent(why -> failures.add("     " + names.of(cell) + ": " + why));
        }
        if (checked == 0 && askedFor > 0) {
            throw new IllegalArgumentException("'" + requirement.text() + "' matches open loops only in " + directory
                    + ": their " + requirement.figure().name()
                    + " is what was asked for. Bound a latency, or name loop=closed where the sweep has such");
        }
        if (checked == 0) {
            throw new IllegalArgumentException(
                    "'" + requirement.text() + "' matches nothing in " + directory + " but what it compares with");
        }
        for (CellSummary cell : inBaseOnly(requirement)) {
            checked++;
            failures.add("     " + names.of(cell) + ": in the base only, so there is nothing to hold against it");
        }
        List<String> lines = new ArrayList<>();
        lines.add((failures.isEmpty() ? "ok   " : "FAIL ") + requirement.text() + "  (" + (checked - failures.size())
                + " of " + checked + " configurations, " + valid + " of " + (valid + invalid) + " runs valid"
                + (few == 0 ? "" : "; " + few + " on fewer than " + LogRatio.RUNS_MIN + " runs, which may be noise")
                + (askedFor == 0 ? "" : "; " + askedFor + ASKED_FOR) + ")");
        lines.addAll(failures);
        return new Outcome(failures.isEmpty(), lines);
    }

    /** What the requirement names and only the base has: a configuration that was dropped must not pass by its absence. */
    private List<CellSummary> inBaseOnly(Requirement requirement) {
        if (requirement.base().filter(RatioBase::isDirectory).isEmpty()) {
            return List.of();
        }
        return baseCells.stream()
                .filter(cell ->
                        requirement.selects(cell) && !requirement.figure().isAskedFor(cell))
                .filter(cell -> cells.stream().noneMatch(other -> other.levels().equals(cell.levels())))
                .toList();
    }

    /** What a configuration is held against; empty where it is held against a figure, and where there is none. */
    private List<CellSummary> basesOf(Requirement requirement, CellSummary cell) {
        return requirement
                .base()
                .map(base -> base.among(base.isDirectory() ? baseCells : cells, cell))
                .orElse(List.of());
    }

    /** Without a valid run it fails anyway. */
    private static boolean hasFewRuns(CellSummary cell) {
        return !cell.valid().isEmpty() && cell.valid().size() < LogRatio.RUNS_MIN;
    }

    private Optional<String> tooFewRuns(CellSummary cell) {
        int valid = cell.valid().size();
        if (valid >= validRunsMin) {
            return Optional.empty();
        }
        return Optional.of(
                valid == 0
                        ? "no valid run of " + cell.invalid().size() + invalid(cell)
                        : valid + " of " + (valid + cell.invalid().size()) + " runs valid, fewer than " + validRunsMin
                                + invalid(cell));
    }

    private static String invalid(CellSummary cell) {
        if (cell.invalid().isEmpty()) {
            return "";
        }
        ResultRow first = cell.invalid().get(0);
        String reason = first.get(Column.VERDICT);
        return "; the first INVALID one, " + first.get(Column.RUN_ID) + ", is "
                + (reason.length() <= REASON_LENGTH_MAX ? reason : reason.substring(0, REASON_LENGTH_MAX) + " …");
    }

    private static Optional<String> medianFailure(Requirement requirement, CellSummary cell) {
        OptionalDouble median = requirement.figure().median(cell);
        return median.isPresent() && requirement.holds(median.getAsDouble())
                ? Optional.empty()
                : Optional.of(figures(requirement.figure(), cell, median));
    }

    private Optional<String> ratioFailure(Requirement requirement, RatioBase base, CellSummary cell) {
        List<CellSummary> found = basesOf(requirement, cell);
        if (found.isEmpty()) {
            return Optional.of("there is no such configuration with " + base + " to compare with");
        }
        CellSummary from = found.get(0);
        Optional<String> tooFew = tooFewRuns(from);
        if (tooFew.isPresent()) {
            return Optional.of("of " + base + " " + tooFew.get());
        }
        if (!from.termsId().equals(cell.termsId())) {
            return Optional.of("not comparable with " + base + ": terms_id " + from.termsId() + " and " + cell.termsId()
                    + " differ ('compare' names the terms)");
        }
        RunFigure figure = requirement.figure();
        Optional<LogRatio> ratio = new CellPair(from, cell, !base.isDirectory()).ratio(figure);
        if (ratio.isEmpty()) {
            return Optional.of("no ratio: " + figures(figure, cell, figure.median(cell)) + "; " + base + " "
                    + figures(figure, from, figure.median(from)));
        }
        return requirement.holds(ratio.get().ratio())
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "ratio %.3f%s; %s; %s %s",
                        ratio.get().ratio(),
                        ratio.get()
                                .interval()
                                .map(ends -> String.format(
                                        Locale.ROOT, " (95 %% interval %.3f to %.3f)", ends.low(), ends.high()))
                                .orElse(" (too few runs for an interval)"),
                        figures(figure, cell, figure.median(cell)),
                        base,
                        figures(figure, from, figure.median(from))));
    }

    /** Of a configuration that has the valid runs it needs. */
    private static String figures(RunFigure figure, CellSummary cell, OptionalDouble median) {
        String runs = cell.valid().values().stream()
                .map(row -> text(figure.of(row)) + " (" + row.get(Column.RUN_ID) + ")")
                .collect(Collectors.joining(", "));
        return (median.isEmpty() ? "not measured in every valid run" : "median " + text(median)) + " " + figure.unit()
                + " of " + runs
                + (cell.invalid().isEmpty() ? "" : "; " + cell.invalid().size() + " INVALID left out");
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? Figures.text(value.getAsDouble()) : "–";
    }

    private String levels(Requirement requirement) {
        return requirement.factors().stream()
                .map(factor -> factor.key() + " "
                        + cells.stream()
                                .map(cell -> cell.level(factor).isEmpty() ? "(none)" : cell.level(factor))
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
