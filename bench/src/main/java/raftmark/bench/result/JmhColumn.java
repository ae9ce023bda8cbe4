package raftmark.bench.result;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The columns of {@code jmh.csv}, what JMH's JSON becomes: those of the fork first, then those that mean what they mean in {@code
 * runs.csv} and are called the same. {@code results/schema.md} is made of this.
 */
public enum JmhColumn {
    SCHEMA_VERSION("–", "Version of this table; another one is refused.", "never empty"),
    SOURCE("–", "The JSON file: the name of its directory and its own.", "never empty"),
    BENCHMARK("–", "Class and method, as JMH names them.", "never empty"),
    MODE("–", "JMH's: `thrpt`, `avgt`, `sample`, `ss`.", "never empty"),
    PARAMS(
            "key=value;…",
            "Every parameter, in the order of their names; `;`, `=` and `\\` within them stand behind a `\\`.",
            "it has none"),
    THREADS("count", "JMH's threads, all groups together.", "never empty"),
    THREAD_GROUPS(
            "label=count;…",
            "Threads of each side of an asymmetric benchmark; the labels are its methods.",
            "it is none, or JMH was not started by a profile of Raftmark, which notes them"),
    METRIC(
            "–",
            "`primary`: the benchmark's own score; else JMH's name of a secondary one: a side of a group, or what a profiler measured (`gc.alloc.rate.norm`). JMH's percentiles of iterations (`p0.99`) are left out where their histogram is there, and kept for the sides of a group (`reader:p0.99`), of which it is not.",
            "never empty"),
    FORK(
            "count from 1",
            "The JVM, and the unit of statistics. Counted on where a file holds a configuration twice.",
            "never empty"),
    FORKS("count", "JVMs that were asked for; fewer rows say that one failed.", "never empty"),
    ITERATIONS("count", "Measured iterations of this fork.", "never empty"),
    SCORE(
            "`score_unit`",
            "Mean of the fork's iterations; in mode `sample` of all its samples. Forks are not averaged.",
            "an iteration has no number, as some profilers' have not; percentiles of a side of a group, which are not averaged over iterations"),
    SCORE_UNIT("–", "JMH's: `ops/s`, `ns/op`, `B/op` and so on.", "never empty"),
    SCORE_SD("`score_unit`", "Standard deviation over the iterations' scores.", "as score; one iteration"),
    SCORE_MIN("`score_unit`", "Least score of an iteration.", "an iteration has no number"),
    SCORE_MAX("`score_unit`", "Greatest score of an iteration.", "an iteration has no number"),
    ITERATION_SCORES(
            "`score_unit`, separated by `;`",
            "Every iteration's score, in their order; in mode `sample` the mean of its samples. `NaN` where there is none.",
            "never empty"),
    SAMPLES("count", "Calls that were timed in mode `sample`; JMH times a part of them only.", "another mode"),
    WARMUP_ITERATIONS("count", "Iterations before the measured ones.", "never empty"),
    ITERATION_SECONDS("s", "Length of a measured iteration.", "mode `ss`, which has none"),
    JMH_VERSION("–", "JMH's version.", "never empty"),
    VM("–", "Name and version of the JVM.", "never empty"),
    JVM_ARGS("separated by blanks", "Arguments of the fork's JVM, without Raftmark's own properties.", "none"),
    JVM("–", "As in runs.csv: `c1` (-XX:TieredStopAtLevel=1) or `default`.", "never empty"),
    JAVA_VERSION("–", "As in runs.csv: Java that it ran on.", "never empty"),
    WARMUP_SECONDS("s", "As in runs.csv: length of the warm-up, which is fixed here.", "mode `ss`, which has none"),
    BACKEND("–", "As in runs.csv, from the parameter `backend`.", "no such parameter"),
    HANDLER("–", "As in runs.csv, from the parameter `handler`.", "no such parameter"),
    HANDLER_EXECUTOR("–", "As in runs.csv; `fixed` in every benchmark that has a handler.", "no parameter `handler`"),
    SERVER_THREADS("count", "As in runs.csv, from the parameter `serverThreads`.", "no such parameter"),
    CLIENTS(
            "count",
            "As in runs.csv: threads that each have one request outstanding; of a side of a group its own. For `ServerThreadsBenchmark`.",
            "another benchmark, a profiler's metric, or a side whose threads are not noted"),
    TARGET("–", "As in runs.csv, from the parameter `target`.", "no such parameter"),
    READ_LEVEL(
            "–", "As in runs.csv, from the parameter `readLevel`, for what has a Get.", "no such parameter, or no Get"),
    WORKLOAD(
            "–",
            "As in runs.csv: `get`, `put`, `append`, `lab`; a side of a group has its own. For `ServerThreadsBenchmark`.",
            "another benchmark, a profiler's metric, or both sides of a group together"),
    THROUGHPUT_OPS_PER_SECOND(
            "operations/s",
            "As in runs.csv: `score` in this unit.",
            "another mode than `thrpt`, or a profiler's metric"),
    LATENCY_MEAN_MICROS("µs", "As in runs.csv, of the samples: `score` in this unit.", "another mode than `sample`"),
    LATENCY_P50_MICROS("µs", "As in runs.csv: median of the fork's samples.", "another mode than `sample`"),
    LATENCY_P90_MICROS("µs", "90th percentile of the fork's samples.", "another mode than `sample`"),
    LATENCY_P99_MICROS("µs", "99th percentile of the fork's samples.", "another mode, or fewer than 1,000 samples"),
    LATENCY_P999_MICROS("µs", "99.9th percentile of the fork's samples.", "another mode, or fewer than 10,000 samples"),
    LATENCY_P9999_MICROS(
            "µs", "99.99th percentile of the fork's samples.", "another mode, or fewer than 100,000 samples"),
    LATENCY_MAX_MICROS("µs", "Longest of the fork's samples.", "another mode than `sample`");

    /** Version of the table. */
    public static final int TABLE_VERSION = 1;

    private final String unit;
    private final String meaning;
    private final String empty;

    JmhColumn(String unit, String meaning, String empty) {
        this.unit = unit;
        this.meaning = meaning;
        this.empty = empty;
    }

    /** The name in the header line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Unit of the values, a dash for none. */
    public String unit() {
        return unit;
    }

    /** What the column holds. */
    public String meaning() {
        return meaning;
    }

    /** When it is empty. */
    public String emptyWhen() {
        return empty;
    }

    /** The header line's names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(JmhColumn::key).toList();
    }
}
