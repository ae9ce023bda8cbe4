package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;

/** Holds requirements against the results of a sweep. */
public final class RequirementCheck {
    private static final int REASON_LENGTH_MAX = 200;

    private final String directory;
    private final List<CellSummary> cells;
    private final CellNames names;

    public RequirementCheck(RecordedResults results) {
        this.directory = results.name();
        this.cells = CellSummary.of(results.rows());
        this.names = new CellNames(cells, Set.of());
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
     * Holds one against the results. A configuration fails if its median does, if it has no valid run, and if a valid run
     * lacks the figure.
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
        for (CellSummary cell : selected) {
            OptionalDouble median = requirement.figure().median(cell);
            if (median.isEmpty() || !requirement.holds(median.getAsDouble())) {
                failures.add("     " + names.of(cell) + ": " + figures(requirement.figure(), cell, median));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add((failures.isEmpty() ? "ok   " : "FAIL ") + requirement.text() + "  ("
                + (selected.size() - failures.size()) + " of " + selected.size() + " configurations)");
        lines.addAll(failures);
        return new Outcome(failures.isEmpty(), lines);
    }

    private static String figures(RunFigure figure, CellSummary cell, OptionalDouble median) {
        if (cell.valid().isEmpty()) {
            String reason = cell.invalid().get(0).get(Column.VERDICT);
            return "no valid run of " + cell.invalid().size() + "; the first is "
                    + (reason.length() <= REASON_LENGTH_MAX ? reason : reason.substring(0, REASON_LENGTH_MAX) + " …");
        }
        String runs =
                cell.valid().values().stream().map(row -> text(figure, row)).collect(Collectors.joining(", "));
        return (median.isEmpty() ? "not measured in every valid run" : "median " + text(median)) + " " + figure.unit()
                + " of " + runs
                + (cell.invalid().isEmpty() ? "" : "; " + cell.invalid().size() + " INVALID left out");
    }

    private static String text(RunFigure figure, ResultRow row) {
        return text(figure.of(row));
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
