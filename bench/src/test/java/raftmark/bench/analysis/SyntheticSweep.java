package raftmark.bench.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/** Results made up for tests: log-normal runs of configurations that differ in backend and server threads. */
public final class SyntheticSweep {
    public static final String OK = "OK";
    public static final String TERMS = "t1";

    /** Standard deviation of what hits all runs of a repetition alike. */
    static final double DRIFT = 0.02;

    private final List<ResultRow> rows = new ArrayList<>();

    /** Figures of a run that would be equal in all runs were there no noise. */
    public record Truth(double throughput, double p50Micros, double p99Micros, double cpuMicros) {
        public static final Truth USUAL = new Truth(4000, 15_000, 40_000, 400);

        Truth times(double ofThroughput) {
            return new Truth(throughput * ofThroughput, p50Micros, p99Micros, cpuMicros);
        }

        /** Each figure times that of {@code ratios}. */
        Truth strayed(Truth ratios) {
            return new Truth(
                    throughput * ratios.throughput,
                    p50Micros * ratios.p50Micros,
                    p99Micros * ratios.p99Micros,
                    cpuMicros * ratios.cpuMicros);
        }

        private Truth noisy(Random random, double deviation, double drift) {
            return new Truth(
                    throughput * Math.exp(deviation * random.nextGaussian() + drift),
                    p50Micros * Math.exp(deviation * random.nextGaussian() - drift),
                    p99Micros * Math.exp(deviation * random.nextGaussian() - drift),
                    cpuMicros * Math.exp(deviation * random.nextGaussian() - drift));
        }
    }

    /** Adds one run as it is. A figure that is not a number is left empty. */
    public SyntheticSweep run(
            String backend, int threads, int repetition, Truth figures, String terms, String verdict) {
        return labelled("", backend, threads, repetition, figures, terms, verdict);
    }

    /** Adds one run under a label. */
    SyntheticSweep labelled(
            String label, String backend, int threads, int repetition, Truth figures, String terms, String verdict) {
        rows.add(row(label, backend, threads, repetition, figures, terms, verdict)
                .build());
        return this;
    }

    /** Adds one run of an open loop whose response times have the p99 of {@code figures}, and its service times half of it. */
    SyntheticSweep openRun(String label, int threads, int repetition, Truth figures, String verdict) {
        ResultRow.Builder row = row(label, "jraft", threads, repetition, figures, TERMS, verdict)
                .put(Column.RUN_ID, "open" + threads + label + "-r" + repetition)
                .put(Column.LOOP, "open")
                .put(Column.ARRIVALS, "poisson")
                .put(Column.TARGET_RATE, figures.throughput())
                .putLevel(Factor.TARGET_RATE, "70%");
        rows.add(row.copy().put(Column.LATENCY_KIND, "response").build());
        rows.add(row.put(Column.LATENCY_P99_MICROS, figures.p99Micros() / 2).build());
        return this;
    }

    private static ResultRow.Builder row(
            String label, String backend, int threads, int repetition, Truth figures, String terms, String verdict) {
        long operations = Math.round(figures.throughput() * 5);
        return ResultRow.builder()
                .put(Column.EXPERIMENT, "synthetic")
                .put(Column.RUN_ID, backend + threads + label + "-r" + repetition)
                .put(Column.LABEL, label)
                .put(Column.REPETITION, repetition)
                .put(Column.BACKEND, backend)
                .put(Column.HANDLER, "blocking")
                .put(Column.HANDLER_EXECUTOR, "fixed")
                .put(Column.SERVER_THREADS, threads)
                .put(Column.CLIENTS, 64)
                .put(Column.TERMS_ID, terms)
                .put(Column.OPERATION, "all")
                .put(Column.LATENCY_KIND, "service")
                .put(Column.OPERATIONS, operations)
                .put(Column.THROUGHPUT_OPS_PER_SECOND, figures.throughput())
                .put(Column.LATENCY_P50_MICROS, figures.p50Micros())
                .put(Column.LATENCY_P99_MICROS, figures.p99Micros())
                .put(Column.SERVER_CPU_SECONDS, figures.cpuMicros() * operations / 1e6)
                .put(Column.CAVEATS, "c1")
                .put(Column.VERDICT, verdict);
    }

    /** Adds repetitions of each number of threads, whose throughput is the usual one times a factor. */
    public SyntheticSweep runs(Random random, double deviation, int repetitions, Map<Integer, Double> factorByThreads) {
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            double drift = DRIFT * random.nextGaussian();
            for (Map.Entry<Integer, Double> level : factorByThreads.entrySet()) {
                Truth figures = Truth.USUAL.times(level.getValue()).noisy(random, deviation, drift);
                run("jraft", level.getKey(), repetition, figures, TERMS, OK);
            }
        }
        return this;
    }

    List<CellSummary> cells() {
        return CellSummary.of(rows);
    }

    public List<ResultRow> rows() {
        return List.copyOf(rows);
    }

    RecordedResults results(String name) {
        return new RecordedResults(
                name,
                rows,
                Map.of(
                        TERMS,
                        Map.of("durability", "fsync", "value_bytes", "100"),
                        "t2",
                        Map.of("durability", "none", "value_bytes", "100")),
                Map.of("commit", name, "cores", "2"),
                List.of());
    }

    /** Writes what {@code compare} and {@code check} read. */
    public Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        StringBuilder csv = new StringBuilder(String.join(",", Column.keys())).append('\n');
        rows.forEach(row -> csv.append(String.join(",", row.fields())).append('\n'));
        Files.writeString(directory.resolve("runs.csv"), csv);
        Files.writeString(directory.resolve("experiment.yaml"), "experiment: synthetic\n");
        Files.writeString(directory.resolve("latency.hlog"), "");
        Files.writeString(directory.resolve("environment.json"), """
                {"environment": {"cores": 2, "commit": "%s", "versions": {}},
                 "terms": {"t1": {"durability": "fsync"}, "t2": {"durability": "none"}}}
                """.formatted(directory.getFileName()));
        return directory;
    }
}
