package raftmark.bench.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a result directory lacks of a whole sweep: it was interrupted, it never came to its end, planned runs are not
 * there, or a crash left a run half-written. Runs that are INVALID are no gap: they were made, and say why they count for nothing.
 */
public final class Gaps {
    private Gaps() {}

    /**
     * Looks for them.
     *
     * @param directory whose experiment.yaml says what was planned
     * @param environment content of environment.json; one that knows of no sweep tells of no end, so none is missed
     * @param rows of runs.csv, half-written runs too
     * @return a clause for each; empty if nothing is missing
     * @throws IOException if experiment.yaml is there and cannot be read
     */
    public static List<String> of(Path directory, JsonNode environment, List<ResultRow> rows) throws IOException {
        List<String> gaps = new ArrayList<>();
        JsonNode sweeps = environment.path("sweeps");
        if (!sweeps.isEmpty()) {
            JsonNode last = sweeps.path(sweeps.size() - 1);
            if (last.path("interrupted").asBoolean()) {
                gaps.add("the sweep was interrupted: only the runs made until then are here");
            } else if (!last.has("ended_at")) {
                gaps.add("the sweep has not ended: it goes on, or was cut off");
            }
        }
        MissingRuns.clause(directory, rows).ifPresent(gaps::add);
        long halfWritten = halfWritten(rows);
        if (halfWritten > 0) {
            gaps.add(halfWritten
                    + " run(s) in runs.csv are half-written and left out: mend the directory by run --resume");
        }
        return gaps;
    }

    private static long halfWritten(List<ResultRow> rows) {
        Set<String> begun = new HashSet<>();
        Set<String> whole = new HashSet<>();
        for (ResultRow row : rows) {
            begun.add(row.get(Column.RUN_ID));
            if (row.isSummary()) {
                whole.add(row.get(Column.RUN_ID));
            }
        }
        return begun.size() - whole.size();
    }
}
