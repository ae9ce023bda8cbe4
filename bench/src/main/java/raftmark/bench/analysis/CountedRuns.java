package raftmark.bench.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/**
 * The runs of a result directory as every output counts them: those of the configurations, and beside them their twins of
 * label b, which enter no figure. Half-written runs are neither.
 *
 * @param own rows that sum up a run of a configuration, valid or not
 * @param twins rows that sum up a run of label b, valid or not
 */
record CountedRuns(List<ResultRow> own, List<ResultRow> twins) {
    CountedRuns {
        own = List.copyOf(own);
        twins = List.copyOf(twins);
    }

    static CountedRuns of(List<ResultRow> rows) {
        List<ResultRow> all = summaries(rows);
        return new CountedRuns(
                all.stream().filter(row -> !CellSummary.isTwin(row)).toList(),
                all.stream().filter(CellSummary::isTwin).toList());
    }

    /**
     * The row that sums up each run, twins too: of all operations together, and of an open loop the one whose latencies are
     * response times.
     */
    static List<ResultRow> summaries(List<ResultRow> rows) {
        Map<String, ResultRow> byRun = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            if (row.get(Column.OPERATION).equals(ResultRow.ALL_OPERATIONS)) {
                byRun.merge(
                        row.get(Column.RUN_ID),
                        row,
                        (one, next) -> next.get(Column.LATENCY_KIND).equals(ResultRow.RESPONSE) ? next : one);
            }
        }
        return List.copyOf(byRun.values());
    }

    /** Runs of the configurations that may not enter a figure. */
    List<ResultRow> invalid() {
        return own.stream().filter(row -> !row.isValid()).toList();
    }

    /** Runs of label b that may not enter the noise floor. */
    List<ResultRow> invalidTwins() {
        return twins.stream().filter(row -> !row.isValid()).toList();
    }

    /** As in {@code 420 runs} or {@code 420 runs (and 10 twins of label b)}. */
    String text() {
        return own.size() + " runs" + (twins.isEmpty() ? "" : " (and " + twins.size() + " twins of label b)");
    }
}
