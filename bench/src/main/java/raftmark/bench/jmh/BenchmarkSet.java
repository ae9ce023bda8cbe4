package raftmark.bench.jmh;

import static raftmark.bench.jmh.SetPart.of;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A named set of benchmarks: what a Maven profile runs.
 *
 * @param name as on the command line and in the result directory
 * @param title what it does, in a sentence
 * @param minutesMax what its defaults may take at most
 * @param parts in the order in which they run
 */
record BenchmarkSet(String name, String title, int minutesMax, List<SetPart> parts) {
    /** Beside its iterations a fork takes this long, measured on 2 cores: a JVM that computes, one that has a log or a node, one with a cluster. */
    private static final double JVM_SECONDS = 1.2;

    private static final double NODE_SECONDS = 4;
    private static final double CLUSTER_SECONDS = 8.5;
    private static final double RUNG_SECONDS = 2;

    private static final String WITHOUT_LIBRARY = SetPart.named(
            "CommandCodecBenchmark",
            "ApplyBenchmark",
            "SessionApplyBenchmark",
            "SnapshotBenchmark",
            "RecorderBenchmark",
            "KeyChooserBenchmark",
            "StageSampleBenchmark",
            "LinearizabilityCheckerBenchmark");

    private static final BenchmarkSet SMOKE = new BenchmarkSet(
            "smoke",
            "proves that every benchmark runs; its figures are not for quoting",
            2,
            List.of(
                    of(WITHOUT_LIBRARY, JVM_SECONDS)
                            .withParam("valueBytes", "100")
                            .withParam("keyCount", "100")
                            .withParam("clients", "1000")
                            .withParam("entries", "1000")
                            .withParam("operations", "1000")
                            .withParam("mix", "lab")
                            .withParam("keys", "zipfian")
                            .shortly(TimeValue.milliseconds(50)),
                    of(SetPart.named("LogAppendBenchmark"), JVM_SECONDS).shortly(TimeValue.milliseconds(100)),
                    of(SetPart.named("OneNodeBenchmark.batchOf64"), NODE_SECONDS)
                            .shortly(TimeValue.milliseconds(200)),
                    of(SetPart.named("OneNodeBenchmark.one"), JVM_SECONDS)
                            .withParam("backend", "local")
                            .shortly(TimeValue.milliseconds(50)),
                    cluster("put", CLUSTER_SECONDS)
                            .withMode(Mode.Throughput, TimeUnit.SECONDS)
                            .withParam("handler", "blocking")
                            .withParam("serverThreads", "16")
                            .withThreads(16)
                            .shortly(TimeValue.seconds(1)),
                    cluster("(get|append|lab|readersAndWriters)", RUNG_SECONDS)
                            .withMode(Mode.SampleTime, TimeUnit.MILLISECONDS)
                            .withParam("backend", "local")
                            .withParam("handler", "async")
                            .withParam("serverThreads", "16")
                            .withParam("target", "any")
                            .withThreads(16)
                            .shortly(TimeValue.milliseconds(200))));

    private static final BenchmarkSet SERVER_THREADS = new BenchmarkSet(
            "server-threads",
            "what more server threads do to throughput and latency of an embedded cluster",
            30,
            List.of(
                    blocking("put").withMode(Mode.Throughput, TimeUnit.SECONDS),
                    cluster("put", CLUSTER_SECONDS)
                            .withMode(Mode.Throughput, TimeUnit.SECONDS)
                            .withParam("handler", "async")
                            .withParam("serverThreads", "1", "16"),
                    blocking("(get|append)")
                            .withMode(Mode.Throughput, TimeUnit.SECONDS)
                            .withParam("serverThreads", "16"),
                    blocking("(get|put|append)")
                            .withMode(Mode.SampleTime, TimeUnit.MILLISECONDS)
                            .withParam("serverThreads", "16"),
                    blocking("readersAndWriters")
                            .withMode(Mode.Throughput, TimeUnit.SECONDS)
                            .withParam("serverThreads", "1", "16"),
                    blocking("lab")
                            .withMode(Mode.Throughput, TimeUnit.SECONDS)
                            .withParam("serverThreads", "1", "4")
                            .withParam("target", "any")
                            .withThreads(5),
                    blocking("lab")
                            .withMode(Mode.SampleTime, TimeUnit.MILLISECONDS)
                            .withParam("serverThreads", "4")
                            .withParam("target", "any")
                            .withThreads(5)));

    private static final BenchmarkSet STAGES = new BenchmarkSet(
            "stages",
            "what each stage costs, without a network",
            30,
            List.of(
                    of(WITHOUT_LIBRARY, JVM_SECONDS),
                    of(SetPart.named("LogAppendBenchmark"), JVM_SECONDS),
                    of(SetPart.named("OneNodeBenchmark"), NODE_SECONDS)));

    private static final List<BenchmarkSet> ALL = List.of(SMOKE, SERVER_THREADS, STAGES);

    BenchmarkSet {
        parts = List.copyOf(parts);
    }

    /** All of them. */
    static List<BenchmarkSet> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException listing the known sets */
    static BenchmarkSet named(String name) {
        return ALL.stream()
                .filter(set -> set.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no benchmark set '" + name + "'; there are "
                        + String.join(", ", ALL.stream().map(BenchmarkSet::name).toList())));
    }

    private static SetPart cluster(String methods, double forkSeconds) {
        return of(SetPart.named("ServerThreadsBenchmark." + methods), forkSeconds);
    }

    private static SetPart blocking(String methods) {
        return cluster(methods, CLUSTER_SECONDS).withParam("handler", "blocking");
    }
}
