package raftmark.bench.result;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns of {@code runs.csv} in their order. {@code results/schema.md} is made of this. */
public enum Column {
    SCHEMA_VERSION("–", "Version of this table; another one is refused.", "never empty"),
    EXPERIMENT("–", "Name of the experiment.", "never empty"),
    RUN_ID(
            "–",
            "The run: a configuration and a repetition. Equal in all rows of a run, and part of the tags in latency.hlog.",
            "never empty"),
    REPETITION("count from 1", "Which repetition of the configuration. Runs are paired by it.", "never empty"),
    STARTED_AT("UTC, ISO 8601", "When the run began, before its cluster started.", "never empty"),
    BACKEND(
            "–",
            "Library behind the front end (`jraft`, `ratis`), or a rung of the cost ladder (`local`, `echo`).",
            "never empty"),
    CLUSTER(
            "–",
            "`embedded`: nodes in the harness' JVM; `processes`: one JVM a node on this machine; `remote`: servers started elsewhere.",
            "never empty"),
    CLUSTER_REUSED(
            "true, false",
            "Whether one cluster per backend was kept and only its front end rebuilt between runs. Never published.",
            "never empty"),
    NODES("count", "Servers of the cluster.", "never empty"),
    HANDLER("–", "`blocking`: a handler thread waits for the commit; `async`: it returns at once.", "never empty"),
    HANDLER_EXECUTOR("–", "On which gRPC calls the service: `direct`, `fixed`, `cached`, `virtual`.", "never empty"),
    SERVER_THREADS("count", "Size of the fixed handler executor of each server.", "the executor is not `fixed`"),
    GRPC_IO_THREADS("count", "Netty event loops of each server.", "never empty"),
    BACKEND_OPTIONS(
            "key=value;…",
            "Settings of the library beyond Raftmark's defaults, in the order of their keys.",
            "none were given"),
    CLIENTS("count", "Clients, each with one request outstanding.", "never empty"),
    CHANNELS("count", "gRPC channels to each server, shared by the clients.", "never empty"),
    LOOP("–", "`closed`: a client sends when its last request has ended.", "never empty"),
    TARGET_RATE("operations/s", "Arrival rate that an open loop was asked for.", "closed loop"),
    TARGET("–", "`leader`: all requests go to the leader; `any`: each to a server drawn at random.", "never empty"),
    ROUTE("–", "What a follower does with a request: `forward` or `redirect`.", "never empty"),
    WORKLOAD(
            "–",
            "`put`, `get`, `append`, `lab` (equal parts; the client's number in K1), or a mix such as `get90-put10` in percent.",
            "never empty"),
    KEYS("–", "`single`, `uniform` or `zipfian` (exponent 0.99).", "never empty"),
    KEY_COUNT("count", "Number of keys.", "never empty"),
    VALUE_BYTES("bytes", "Length of a written value.", "the workload writes the client's number"),
    READ_LEVEL("–", "Level of every Get: `local`, `lease`, `read_index`, `log_read`.", "the workload has no Get"),
    DURABILITY(
            "–",
            "`fsync`: forced to storage before it is acknowledged; `tmpfs`: forced to a file system in memory; `none`: a rung without a log.",
            "the servers are remote, or the file system is not known"),
    DATA_FILESYSTEM("–", "Type of the file system that the logs lie on.", "the servers are remote, or it is not known"),
    JVM("–", "JIT setting of the servers: `c1` (-XX:TieredStopAtLevel=1) or `default`.", "never empty"),
    JAVA_VERSION("–", "Java that the servers ran on.", "the servers are remote"),
    TERMS_ID(
            "–",
            "Short hash of the fairness terms; environment.json spells them out. Rows are compared under equal terms only.",
            "never empty"),
    WARMUP_SECONDS("s", "Length of the warm-up.", "the run did not get that far"),
    STEADY(
            "true, false",
            "Whether throughput was steady when measuring began, by the rule of the methodology page. On a kept cluster: at the end of its last warm-up by the rule.",
            "the run did not get that far"),
    OPERATION(
            "–",
            "`get`, `put`, `append`, or `all` of them together. A run is whole when its `all` row is there.",
            "never empty"),
    LATENCY_KIND(
            "–",
            "`service`: from sending to the answer; `response`: from the intended sending (open loop).",
            "never empty"),
    OPERATIONS("count", "Operations that succeeded in the measured window.", "the run did not get that far"),
    ERRORS(
            "count",
            "Operations that failed in the measured window, and those that had no answer throughout it. Only in the `all` row.",
            "a row of one operation, or the run did not get that far"),
    DURATION_SECONDS("s", "Length of the measured window.", "the run did not get that far"),
    THROUGHPUT_OPS_PER_SECOND("operations/s", "operations / duration_seconds.", "the run did not get that far"),
    LATENCY_MEAN_MICROS("µs", "Mean latency of operations that succeeded.", "no operation succeeded"),
    LATENCY_P50_MICROS("µs", "Median latency.", "no operation succeeded"),
    LATENCY_P90_MICROS("µs", "90th percentile.", "no operation succeeded"),
    LATENCY_P99_MICROS("µs", "99th percentile.", "fewer than 1,000 operations"),
    LATENCY_P999_MICROS("µs", "99.9th percentile.", "fewer than 10,000 operations"),
    LATENCY_P9999_MICROS("µs", "99.99th percentile.", "fewer than 100,000 operations"),
    LATENCY_MAX_MICROS("µs", "Longest latency; 60 s stands for anything longer.", "no operation succeeded"),
    CLIENT_CPU_SECONDS(
            "s",
            "CPU time of the load generator in the measured window: its event loops (embedded), or its process.",
            "not measured"),
    LEADER_CPU_SECONDS(
            "s",
            "CPU time of the leader's process in the measured window.",
            "not measured; embedded, where nodes share a process"),
    SERVER_CPU_SECONDS(
            "s",
            "CPU time of all server processes in the measured window. Embedded: of the harness' process without the load generator's event loops.",
            "not measured"),
    FOREIGN_CPU_SECONDS(
            "s",
            "User and system time of the processes on the load generator's machine that are neither ours (the harness and what it started) nor the kernel's. In a container: of those that it shows.",
            "no /proc"),
    STEAL_CPU_SECONDS("s", "Time that the hypervisor gave to others.", "no /proc"),
    SERVER_VOLUNTARY_CONTEXT_SWITCHES(
            "count",
            "Voluntary context switches of all server processes in the measured window.",
            "not measured; embedded, where the load generator is in the same process"),
    HANDLER_BUSY_SECONDS(
            "s",
            "Time that requests held a thread of the leader's handler executor, summed over its threads. Divided by operations it is S of the law.",
            "not measured"),
    HANDLER_THREADS_OBSERVED(
            "count",
            "Most live threads of the leader's handler executor seen while measuring.",
            "not measured; embedded, where nodes share a process; the executor has no threads of its own"),
    SERVER_THREADS_OBSERVED(
            "count", "Most live threads of the leader's process seen while measuring.", "not measured; embedded"),
    LEADER_CHANGES(
            "count",
            "By how much the Raft term grew from the start of the load, warm-up included, to the end of the window.",
            "the run did not get that far"),
    VERDICT("–", "`OK`, or `INVALID(reason; …)`. No figure averages an invalid run in.", "never empty"),
    CAVEATS(
            "–",
            "What must be said beside the figures, separated by `; `: `co-located` (load and servers share a machine), `c1`, `load-generator-c1` or `load-generator-default` (its JIT is not the servers'), `cluster-reused`, `tmpfs`, `unsteady`, `client-bound` (an event loop of the load generator was busy for over 90 % of the window), `max-censored` (at the end a request had been out for over twice the largest latency), a read level's own caveat.",
            "nothing");

    private final String unit;
    private final String meaning;
    private final String empty;

    Column(String unit, String meaning, String empty) {
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
        return Arrays.stream(values()).map(Column::key).toList();
    }
}
