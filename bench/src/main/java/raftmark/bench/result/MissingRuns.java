package raftmark.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;

/** Runs that a directory's own experiment plans and runs.csv lacks: a file cut after a whole run shows in nothing else. */
final class MissingRuns {
    /** Only a JDK that is too old refuses a specification, and the results may be read by another than made them. */
    private static final int ANY_JDK = Integer.MAX_VALUE;

    private MissingRuns() {}

    /**
     * Holds the rows against the plan, by the run ids that {@code run --resume} goes by.
     *
     * @param directory whose experiment.yaml is read
     * @param rows of runs.csv; half-written runs are not missing
     * @return a clause; empty if nothing is missing, or the plan cannot tell: there is none, this version cannot read it, or
     *     its ids have nothing in common with those of the rows
     * @throws IOException if experiment.yaml cannot be read
     */
    static Optional<String> clause(Path directory, List<ResultRow> rows) throws IOException {
        Set<String> made = rows.stream().map(row -> row.get(Column.RUN_ID)).collect(Collectors.toSet());
        List<String> planned = planned(directory.resolve(ResultsDirectory.EXPERIMENT));
        List<String> missing =
                planned.stream().filter(run -> !made.contains(run)).toList();
        boolean nothingInCommon = missing.size() == planned.size() && !made.isEmpty();
        if (missing.isEmpty() || nothingInCommon) {
            return Optional.empty();
        }
        return Optional.of(missing.size() + " of " + planned.size() + " planned runs are missing (first: "
                + missing.get(0) + ")" + (canGoOn(rows) ? "; run --resume makes them" : ""));
    }

    private static List<String> planned(Path experiment) throws IOException {
        if (!Files.isRegularFile(experiment)) {
            return List.of();
        }
        try {
            return RunPlan.of(SpecReader.read(experiment.toString(), Files.readString(experiment), ANY_JDK))
                    .runs()
                    .stream()
                    .map(PlannedRun::runId)
                    .toList();
        } catch (SpecException ofAnotherVersion) {
            return List.of();
        }
    }

    /** Rows of two schemas do not go into one file. */
    private static boolean canGoOn(List<ResultRow> rows) {
        return rows.stream()
                .allMatch(row -> row.get(Column.SCHEMA_VERSION).equals(Integer.toString(ResultRow.SCHEMA_VERSION)));
    }
}
