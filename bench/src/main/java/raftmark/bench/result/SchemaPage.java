package raftmark.bench.result;

/** The text of {@code results/schema.md}, made of {@link Column}; a test holds the two together. */
public final class SchemaPage {
    private SchemaPage() {}

    /** Prints the page: how {@code results/schema.md} is made. */
    public static void main(String[] args) {
        System.out.print(text());
    }

    static String text() {
        StringBuilder page = new StringBuilder("""
                # What lies in a result directory

                Made from `raftmark.bench.result.Column`; version %d of the schema.

                | file | content |
                |---|---|
                | `runs.csv` | one row per run, operation and latency kind; columns below. UTF-8, comma, first line names the columns |
                | `latency.hlog` | every interval's histogram in HdrHistogram's log format 1.3, values in microseconds. Tag `<run_id>/<operation>`: service times; `<run_id>/<operation>/response`: response times of an open loop; `<run_id>/send-lag`: how late it sent; `<run_id>/error`: service times of failures |
                | `environment.json` | where it was measured, the fairness terms by `terms_id`, an fsync probe before and after each sweep |
                | `experiment.yaml` | the experiment as run |

                A run is added whole: first its histograms, then its rows, the `all` row of service times last. What a crash leaves half-written is cut off by `--resume`.
                Percentiles are never averaged: merge the histograms to show them, compare runs to infer.
                Empty means not measured or not applicable, as the last column says; it never means zero.

                ## Columns of runs.csv
                | column | unit | meaning | empty when |
                |---|---|---|---|
                """.formatted(ResultRow.SCHEMA_VERSION));
        for (Column column : Column.values()) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(column.key(), column.unit(), column.meaning(), column.emptyWhen()));
        }
        page.append("""

                ## What lies in a directory of a JMH profile

                | file | content |
                |---|---|
                | `jmh.json` | JMH's result, with the threads of each side of an asymmetric benchmark added as `threadGroups` |
                | `jmh.csv` | one row per benchmark, parameters, mode, metric and fork; columns below. UTF-8, comma, first line names the columns |
                | `environment.json` | where it was measured, and under which arguments |

                `bin/raftmark import-jmh` makes `jmh.csv` of any JSON of JMH's. It is no `runs.csv`: a fork has no terms, no verdict and no steady state. A column
                that both have means the same in both.

                ## Columns of jmh.csv
                Made from `raftmark.bench.result.JmhColumn`; version %d of this table.

                | column | unit | meaning | empty when |
                |---|---|---|---|
                """.formatted(JmhColumn.TABLE_VERSION));
        for (JmhColumn column : JmhColumn.values()) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(column.key(), column.unit(), column.meaning(), column.emptyWhen()));
        }
        return page.toString();
    }
}
