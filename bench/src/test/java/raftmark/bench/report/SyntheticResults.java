package raftmark.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** Rows of results made up for tests; {@link SyntheticDirectory} writes them. */
public final class SyntheticResults {
    static final String QUESTION = "Does it help?";
    static final String OK = "OK";

    static final int WINDOW_SECONDS = 4;

    private SyntheticResults() {}

    /** A row of a whole run, all columns of a sweep on processes filled in. */
    static ResultRow row(
            String backend,
            String handler,
            int threads,
            int clients,
            int repetition,
            double throughput,
            String verdict) {
        double meanMicros = clients * 1e6 / throughput;
        long operations = Math.round(throughput * WINDOW_SECONDS);
        ResultRow.Builder row = ResultRow.builder()
                .put(Column.EXPERIMENT, "synthetic")
                .put(
                        Column.RUN_ID,
                        backend.replaceAll("\\W", "") + "-" + handler + threads + "-" + clients + "-r" + repetition)
                .put(Column.REPETITION, repetition)
                .put(Column.STARTED_AT, "2026-11-24T02:03:12.548Z")
                .put(Column.BACKEND, backend)
                .put(Column.CLUSTER, "processes")
                .put(Column.CLUSTER_REUSED, "false")
                .put(Column.NODES, 3)
                .put(Column.HANDLER, handler)
                .put(Column.HANDLER_EXECUTOR, threads > 0 ? "fixed" : "direct")
                .put(Column.SERVER_THREADS, threads > 0 ? Integer.toString(threads) : "")
                .put(Column.GRPC_IO_THREADS, 2)
                .put(Column.CLIENTS, clients)
                .put(Column.CHANNELS, Math.min(clients, 2))
                .put(Column.WORKLOAD, "put")
                .put(Column.VALUE_BYTES, 100)
                .put(Column.JVM, "c1")
                .put(Column.TERMS_ID, "1534253f")
                .put(Column.OPERATION, ResultRow.ALL_OPERATIONS)
                .put(Column.LATENCY_KIND, "service")
                .put(Column.OPERATIONS, operations)
                .put(Column.ERRORS, 0)
                .put(Column.DURATION_SECONDS, WINDOW_SECONDS)
                .put(Column.THROUGHPUT_OPS_PER_SECOND, throughput)
                .put(Column.LATENCY_MEAN_MICROS, meanMicros)
                .put(Column.LATENCY_P50_MICROS, Math.round(meanMicros * 0.9))
                .put(Column.LATENCY_P90_MICROS, Math.round(meanMicros * 1.6))
                .put(Column.LATENCY_MAX_MICROS, Math.round(meanMicros * 12))
                .put(Column.CLIENT_CPU_SECONDS, 0.7)
                .put(Column.LEADER_CPU_SECONDS, 3.1)
                .put(Column.SERVER_CPU_SECONDS, 5.9)
                .put(Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES, operations * 6.5)
                .put(Column.HANDLER_BUSY_SECONDS, handler.equals("blocking") ? Math.min(threads, clients) * 3.9 : 0.1)
                .put(Column.ACCESS, "grpc")
                .put(Column.LOOP, "closed")
                .put(Column.STAGE_HANDLER_WAIT_MEAN_MICROS, handler.equals("blocking") ? meanMicros * 0.6 : 12)
                .put(Column.STAGE_HANDLER_WAIT_P50_MICROS, handler.equals("blocking") ? meanMicros * 0.55 : 9)
                .put(Column.STAGE_HANDLER_WAIT_P99_MICROS, handler.equals("blocking") ? meanMicros * 1.9 : 80)
                .put(Column.STAGE_COMMIT_MEAN_MICROS, meanMicros * 0.25)
                .put(Column.STAGE_COMMIT_P50_MICROS, meanMicros * 0.22)
                .put(Column.STAGE_COMMIT_P99_MICROS, meanMicros * 0.7)
                .put(Column.STAGE_REPLY_MEAN_MICROS, 14)
                .put(Column.STAGE_REPLY_P50_MICROS, 11)
                .put(Column.STAGE_REPLY_P99_MICROS, 90)
                .put(Column.STAGE_SAMPLES, operations / 64)
                .put(Column.OPERATIONS_PER_LOG_APPEND, 3.5)
                .put(Column.OPERATIONS_PER_FSYNC, 3.25)
                .put(Column.SERVER_GC_SECONDS, 0.05)
                .put(
                        Column.THREADS_BY_POOL,
                        "admin=2;grpc-io=2;" + (threads > 0 ? "handler=" + threads + ";" : "")
                                + "forward-io=2;log-disk=1;raft-apply=1;raft-rpc=12;raft-timer=3;<pool>=1")
                .put(Column.LEADER_CHANGES, 0)
                .put(Column.VERDICT, verdict)
                .put(Column.CAVEATS, "co-located; c1");
        if (operations >= 1000) {
            row.put(Column.LATENCY_P99_MICROS, Math.round(meanMicros * 2.5));
        }
        if (operations >= 10_000) {
            row.put(Column.LATENCY_P999_MICROS, Math.round(meanMicros * 5));
        }
        return row.build();
    }

    /** Two backends, two styles, four numbers of threads, two loads. */
    static List<ResultRow> sweep(int repetitions) {
        List<ResultRow> rows = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            double drift = 1 + 0.013 * repetition;
            for (String backend : List.of("jraft", "ratis")) {
                double scale = backend.equals("jraft") ? 1 : 0.4;
                for (int threads : new int[] {1, 4, 16, 64}) {
                    rows.add(row(
                            backend,
                            "blocking",
                            threads,
                            64,
                            repetition,
                            scale * drift * Math.min(4000, 570 * Math.pow(threads, 0.75)),
                            OK));
                    rows.add(row(backend, "async", threads, 64, repetition, scale * drift * (4100 + threads), OK));
                }
                rows.add(row(backend, "blocking", 1, 1, repetition, scale * drift * 510, OK));
            }
        }
        return rows;
    }

    /** Rows as a sweep before schema 2 had them. */
    static List<ResultRow> ofSchema1(List<ResultRow> rows) {
        return rows.stream()
                .map(row -> {
                    ResultRow.Builder old = ResultRow.builder();
                    for (Column column : Column.values()) {
                        boolean isNew = column.name().startsWith("STAGE_")
                                || column == Column.THREADS_BY_POOL
                                || column.name().startsWith("OPERATIONS_PER_");
                        if (!isNew && column != Column.SCHEMA_VERSION) {
                            old.put(column, row.get(column));
                        }
                    }
                    return old.build();
                })
                .toList();
    }

    /** The same sweep with one backend so many times as fast. */
    static List<ResultRow> faster(List<ResultRow> rows, String backend, double times) {
        return rows.stream()
                .map(row -> !row.get(Column.BACKEND).equals(backend)
                        ? row
                        : row(
                                backend,
                                row.get(Column.HANDLER),
                                Integer.parseInt(row.get(Column.SERVER_THREADS)),
                                Integer.parseInt(row.get(Column.CLIENTS)),
                                Integer.parseInt(row.get(Column.REPETITION)),
                                times
                                        * row.number(Column.THROUGHPUT_OPS_PER_SECOND)
                                                .orElse(0),
                                OK))
                .toList();
    }

    /** Blocking handlers of one backend at eight numbers of threads, on a curve of the form λN / (1 + σ(N-1) + κN(N-1)). */
    static List<ResultRow> onCurve(double lambda, double sigma, double kappa) {
        List<ResultRow> rows = new ArrayList<>();
        for (int repetition = 1; repetition <= 3; repetition++) {
            for (int threads : new int[] {1, 2, 4, 8, 16, 32, 48, 64}) {
                double slowdown = 1 + sigma * (threads - 1) + kappa * threads * (threads - 1);
                rows.add(row("jraft", "blocking", threads, 64, repetition, lambda * threads / slowdown, OK));
            }
        }
        return rows;
    }

    /** An open loop at five shares of a capacity of 4,000 operations a second; the highest misses its target. */
    static List<ResultRow> openLoop(int repetitions) {
        List<ResultRow> rows = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (int threads : new int[] {4, 16}) {
                for (int percent : new int[] {30, 50, 70, 90, 110}) {
                    double target = 4000 * percent / 100.0 * (threads == 4 ? 0.5 : 1);
                    String verdict = percent > 100 ? "INVALID(achieved 97.0 % of the target rate, below 99 %)" : OK;
                    ResultRow closed = row("jraft", "async", threads, 256, repetition, target, verdict);
                    String run = "open-" + percent + "-" + closed.get(Column.RUN_ID);
                    ResultRow.Builder service = copyOf(closed)
                            .put(Column.RUN_ID, run)
                            .put(Column.LOOP, "open")
                            .put(Column.ARRIVALS, "poisson")
                            .put(Column.TARGET_LOAD, percent + "%")
                            .put(Column.TARGET_RATE, target)
                            .put(Column.SEND_LAG_P99_MICROS, 120)
                            .put(Column.LATENCY_P50_MICROS, 2100)
                            .put(Column.LATENCY_P99_MICROS, 5200)
                            .put(Column.LATENCY_P999_MICROS, 9000);
                    rows.add(service.build());
                    double queue = 1 / Math.max(0.02, 1 - percent / 100.0);
                    rows.add(service.copy()
                            .put(Column.LATENCY_KIND, "response")
                            .put(Column.LATENCY_P50_MICROS, 2100 * (1 + 0.1 * queue))
                            .put(Column.LATENCY_P99_MICROS, 5200 * queue)
                            .put(Column.LATENCY_P999_MICROS, 9000 * queue)
                            .build());
                }
            }
        }
        return rows;
    }

    /** The rungs of a cost ladder, of one backend. */
    static List<ResultRow> ladder(int repetitions) {
        List<ResultRow> rows = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            rows.add(rung("echo", "embedded", 1, "grpc", repetition, 48_000));
            rows.add(rung("local", "embedded", 1, "grpc", repetition, 47_000));
            rows.add(rung("jraft", "embedded", 1, "grpc", repetition, 21_000));
            rows.add(rung("jraft", "embedded", 3, "grpc", repetition, 15_000));
            rows.add(rung("jraft", "processes", 3, "grpc", repetition, 13_000));
            rows.add(rung("jraft", "embedded", 3, "spi", repetition, 26_000));
        }
        return rows;
    }

    private static ResultRow rung(
            String backend, String cluster, int nodes, String access, int repetition, double throughput) {
        ResultRow row = row(backend, "async", 0, 64, repetition, throughput, OK);
        ResultRow.Builder rung = copyOf(row)
                .put(Column.RUN_ID, access + cluster + nodes + "-" + row.get(Column.RUN_ID))
                .put(Column.CLUSTER, cluster)
                .put(Column.NODES, nodes)
                .put(Column.ACCESS, access);
        if (access.equals("spi")) {
            for (Column column :
                    List.of(Column.HANDLER, Column.HANDLER_EXECUTOR, Column.GRPC_IO_THREADS, Column.CHANNELS)) {
                rung.put(column, "");
            }
        }
        return rung.build();
    }

    static ResultRow.Builder copyOf(ResultRow row) {
        ResultRow.Builder copy = ResultRow.builder();
        for (Column column : Column.values()) {
            copy.put(column, row.get(column));
        }
        return copy;
    }

    /** A sweep in which every picture has something to draw. */
    static List<ResultRow> everything(int repetitions) {
        List<ResultRow> rows = new ArrayList<>(sweep(repetitions));
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (int threads : new int[] {1, 4, 16}) {
                rows.add(row("jraft", "blocking", threads, 16, repetition, 300 * threads, OK));
            }
        }
        rows.addAll(openLoop(repetitions));
        rows.addAll(ladder(repetitions));
        return rows;
    }

    /** Closed and open loops, the rungs, a series on a curve at another number of clients, and configurations under two labels. */
    public static List<ResultRow> everyKind(int repetitions) {
        List<ResultRow> rows = new ArrayList<>(everything(repetitions));
        Random random = new Random(3);
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (int threads : new int[] {1, 2, 4, 8, 16, 32, 64}) {
                double curve = 900 * threads / (1 + 0.03 * (threads - 1) + 0.0004 * threads * (threads - 1));
                rows.add(row(
                        "ratis", "blocking", threads, 128, repetition, curve * (1 + 0.02 * random.nextDouble()), OK));
            }
            for (String backend : List.of("jraft", "ratis")) {
                for (int threads : new int[] {4, 16, 64}) {
                    ResultRow twin = row(
                            backend, "async", threads, 64, repetition, 4000 * (0.97 + 0.1 * random.nextDouble()), OK);
                    rows.add(copyOf(twin)
                            .put(Column.RUN_ID, twin.get(Column.RUN_ID) + "-b")
                            .put(Column.LABEL, "b")
                            .build());
                }
            }
        }
        return rows;
    }

    /** So many configurations of 64 clients, each so often. */
    static List<ResultRow> large(int configurations, int repetitions) {
        List<ResultRow> rows = new ArrayList<>();
        Random random = new Random(7);
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (int i = 0; i < configurations; i++) {
                rows.add(row(
                        i % 2 == 0 ? "jraft" : "ratis",
                        i % 4 < 2 ? "blocking" : "async",
                        1 + i / 4,
                        64,
                        repetition,
                        500 + 4000 * random.nextDouble(),
                        OK));
            }
        }
        return rows;
    }

    /** The same as open loops: each run has rows of service and of response times. */
    static List<ResultRow> asOpenLoops(List<ResultRow> closed) {
        List<ResultRow> rows = new ArrayList<>();
        for (ResultRow row : closed) {
            ResultRow.Builder service = copyOf(row)
                    .put(Column.LOOP, "open")
                    .put(Column.ARRIVALS, "poisson")
                    .put(Column.TARGET_LOAD, "70%")
                    .put(Column.TARGET_RATE, row.get(Column.THROUGHPUT_OPS_PER_SECOND))
                    .put(Column.SEND_LAG_P99_MICROS, 120);
            rows.add(service.build());
            rows.add(service.copy().put(Column.LATENCY_KIND, "response").build());
        }
        return rows;
    }

    /** So many configurations that are no series of threads, each with a long name of its own: 300 are more than a page can carry. */
    static List<ResultRow> ofValueSizes(int configurations) {
        List<ResultRow> rows = new ArrayList<>();
        for (int i = 1; i <= configurations; i++) {
            ResultRow row = row("jraft", "async", 4, 64, 1, 4000 + i, OK);
            rows.add(copyOf(row)
                    .put(Column.RUN_ID, i + "-" + row.get(Column.RUN_ID))
                    .put(Column.VALUE_BYTES, i)
                    .put(Column.BACKEND_OPTIONS, "o" + i + ": " + "x".repeat(1500))
                    .build());
        }
        return rows;
    }
}
