package raftmark.bench.result;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns of {@code runs.csv} in their order. {@code results/schema.md} is made of this. */
public enum Column {
    SCHEMA_VERSION("–", "Version of this table. 1 is read too: what it lacks is empty.", "never empty"),
    EXPERIMENT("–", "Name of the experiment.", "never empty"),
    RUN_ID(
            "–",
            "The run: a configuration and a repetition. Equal in all rows of a run, and part of the tags in latency.hlog.",
            "never empty"),
    REPETITION("count from 1", "Which repetition of the configuration. Runs are paired by it.", "never empty"),
    LABEL(
            2,
            "–",
            "`a` or `b` where a configuration is run under two labels, to see what chance alone does (`noise_floor`). Figures of the configuration are those of `a`.",
            "the experiment has no noise floor, or not for this configuration; schema 1"),
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
    ACCESS(
            2,
            "–",
            "`grpc`: clients speak gRPC to the front end; `spi`: the load generator hands commands to the leader's Raft node in its own process, past the front end.",
            "never empty; schema 1 has `grpc` only"),
    HANDLER("–", "`blocking`: a handler thread waits for the commit; `async`: it returns at once.", "access `spi`"),
    HANDLER_EXECUTOR("–", "On which gRPC calls the service: `direct`, `fixed`, `cached`, `virtual`.", "access `spi`"),
    SERVER_THREADS(
            "count", "Size of the fixed handler executor of each server.", "the executor is not `fixed`; access `spi`"),
    GRPC_IO_THREADS("count", "Netty event loops of each server.", "access `spi`"),
    BACKEND_OPTIONS(
            "key=value;…",
            "Settings of the library beyond Raftmark's defaults, in the order of their keys.",
            "none were given"),
    CLIENTS(
            "count",
            "Closed loop: clients, each with one request outstanding. Open loop: the most requests that may be outstanding.",
            "never empty"),
    CHANNELS("count", "gRPC channels to each server, shared by the clients.", "access `spi`"),
    LOOP(
            "–",
            "`closed`: a client sends when its last request has ended; `open`: requests are sent by a schedule, whatever is still out.",
            "never empty"),
    ARRIVALS(
            2,
            "–",
            "Schedule of an open loop: `fixed` intervals, or `poisson` (exponentially distributed ones).",
            "closed loop; schema 1"),
    TARGET_LOAD(
            2,
            "%",
            "Arrival rate as a share of the capacity of the same configuration, as in `70%`: of the median throughput of its valid closed-loop runs so far in the same sweep. `target_rate` is what came of it.",
            "closed loop, or an absolute rate was asked for; schema 1"),
    TARGET_RATE(
            "operations/s",
            "Arrival rate that an open loop was asked for.",
            "closed loop; a share of a capacity in a run that did not get that far"),
    TARGET("–", "`leader`: all requests go to the leader; `any`: each to a server drawn at random.", "never empty"),
    ROUTE("–", "What a follower does with a request: `forward` or `redirect`.", "access `spi`"),
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
            "`get`, `put`, `append`, or `all` of them together. A run is whole when its `all` row of service times is there.",
            "never empty"),
    LATENCY_KIND(
            "–",
            "`service`: from sending to the answer; `response`: from the intended sending to the answer. An open loop has rows of both, which share all columns but the latencies: of what ended in the measured window, and of what was due in it, whenever it was answered. A closed loop has `service` only.",
            "never empty"),
    OPERATIONS("count", "Operations that succeeded in the measured window.", "the run did not get that far"),
    ERRORS(
            "count",
            "Operations that failed in the measured window, and those that had no answer throughout it. Only in the `all` rows.",
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
            "CPU time of the load generator in the measured window: its event loops and the sender of an open loop (embedded), or its process.",
            "not measured; access `spi`, where its threads run the library's submit"),
    LEADER_CPU_SECONDS(
            "s",
            "CPU time of the leader's process in the measured window.",
            "not measured; embedded, where nodes share a process"),
    SERVER_CPU_SECONDS(
            "s",
            "CPU time of all server processes in the measured window. Embedded: of the harness' process without the load generator's threads; with access `spi` of the whole process, since these run the library's submit.",
            "not measured"),
    FOREIGN_CPU_SECONDS(
            "s",
            "User and system time of the processes on the load generator's machine that are neither ours (the harness and what it started) nor the kernel's. In a container: of those that it shows.",
            "no /proc"),
    STEAL_CPU_SECONDS("s", "Time that the hypervisor gave to others.", "no /proc"),
    SERVER_VOLUNTARY_CONTEXT_SWITCHES(
            "count",
            "Voluntary context switches of all server processes in the measured window. Embedded: of the harness' process without the load generator's threads.",
            "not measured; access `spi`; schema 1 and embedded"),
    HANDLER_BUSY_SECONDS(
            "s",
            "Time that requests held a thread of the leader's handler executor, summed over its threads. Divided by operations it is S of the law.",
            "not measured; access `spi`"),
    STAGE_HANDLER_WAIT_MEAN_MICROS(
            2,
            "µs",
            "Mean of the stage from the call's headers to the begin of its handler: wait for a handler thread. Sampled at the leader.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_HANDLER_WAIT_P50_MICROS(
            2, "µs", "Median of the stage.", "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_HANDLER_WAIT_P99_MICROS(
            2,
            "µs",
            "99th percentile of the stage.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_COMMIT_MEAN_MICROS(
            2,
            "µs",
            "Mean of the stage from handing the command to the Raft node to its future: committed and applied. Sampled at the leader.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_COMMIT_P50_MICROS(
            2, "µs", "Median of the stage.", "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_COMMIT_P99_MICROS(
            2,
            "µs",
            "99th percentile of the stage.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_REPLY_MEAN_MICROS(
            2,
            "µs",
            "Mean of the stage from that future to the answer handed to gRPC. Sampled at the leader.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_REPLY_P50_MICROS(
            2, "µs", "Median of the stage.", "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_REPLY_P99_MICROS(
            2,
            "µs",
            "99th percentile of the stage.",
            "not sampled; p99: fewer than 1,000 samples; access `spi`; schema 1"),
    STAGE_SAMPLES(
            2,
            "count",
            "Requests whose handler began in the measured window and whose stages were timed: one in 13. Those that failed, and Gets at level `local`, have no later stage.",
            "none was; access `spi`; schema 1"),
    OPERATIONS_PER_LOG_APPEND(
            2,
            "count",
            "Entries that the leader's library handed to its log in one call, on average: an operation each, and a few of its own. JRaft: batches of its log thread. Ratis writes entry by entry into a buffer.",
            "the library does not let one see it; schema 1"),
    OPERATIONS_PER_FSYNC(
            2,
            "count",
            "Entries that one forcing of the leader's log made durable, on average.",
            "the library does not let one see it; schema 1"),
    SEND_LAG_P99_MICROS(
            2,
            "µs",
            "99th percentile of how long after it could be sent a request was sent: after its intended moment or, where all `clients` had one out then, after the end of the one that it, or one before it, waited for. The load generator's own lateness; response times begin at the intended moment all the same.",
            "closed loop; the run did not get that far; schema 1"),
    SERVER_GC_SECONDS(
            2,
            "s",
            "Garbage-collection time of all server processes in the measured window, as the JVM's collectors report it. Embedded: of the harness' process.",
            "not measured; schema 1"),
    SERVER_WRITTEN_BYTES(
            2,
            "bytes",
            "Bytes of the pages that all server processes dirtied in the measured window, as the kernel counts them: whole folios of up to 2 MiB where a log writes into a file that is there already, so no count of what reached the disk. Embedded: the harness' process.",
            "not measured; no /proc; schema 1"),
    SERVER_RESIDENT_BYTES_MAX(
            2,
            "bytes",
            "Most resident memory of the leader's process seen while measuring.",
            "not measured; embedded; schema 1"),
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
    THREADS_BY_POOL(
            2,
            "pool=n;…",
            "Most live threads of each pool of the leader's process seen while measuring, in the order of the pools' names. Embedded: of the harness' process.",
            "not measured; schema 1"),
    VERDICT("–", "`OK`, or `INVALID(reason; …)`. No figure averages an invalid run in.", "never empty"),
    CAVEATS(
            "–",
            "What must be said beside the figures, separated by `; `: `co-located` (load and servers share a machine), `c1`, `load-generator-c1` or `load-generator-default` (its JIT is not the servers'), `cluster-reused`, `tmpfs`, `unsteady`, `client-bound` (an event loop or the sender of the load generator was busy for over 90 % of the window), `ordinary-sender` (the sender of an open loop did not get real-time priority, so it may have queued behind ordinary threads), `late-sender` (its p99 send lag is above 1 ms, which the experiment allows), `max-censored` (at the end a request had been out for over twice the largest latency), a read level's own caveat.",
            "nothing");

    private final int since;
    private final String unit;
    private final String meaning;
    private final String empty;

    Column(String unit, String meaning, String empty) {
        this(1, unit, meaning, empty);
    }

    Column(int since, String unit, String meaning, String empty) {
        this.since = since;
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

    /** The columns of a version of the schema, in their order. */
    public static List<Column> of(int schemaVersion) {
        return Arrays.stream(values())
                .filter(column -> column.since <= schemaVersion)
                .toList();
    }

    /** The header line's names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Column::key).toList();
    }
}
