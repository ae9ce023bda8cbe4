package raftmark.bench.jmh;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.SampleTimeResult;
import org.openjdk.jmh.results.ThroughputResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.SampleBuffer;

/** Results as JMH itself makes and writes them, of known numbers. */
final class JmhSamples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] NO_GROUP = {1};
    private static final String PACKAGE = "raftmark.bench.jmh.";

    private JmhSamples() {}

    /**
     * @param shape threads of each side, {@code {1}} for no group
     * @param labels of the sides
     */
    static BenchmarkParams params(
            String method, Mode mode, int threads, int[] shape, List<String> labels, int forks, String... levels) {
        WorkloadParams workload = new WorkloadParams();
        for (int i = 0; i < levels.length; i += 2) {
            workload.put(levels[i], levels[i + 1], 0);
        }
        IterationParams warmup = new IterationParams(IterationType.WARMUP, 3, TimeValue.milliseconds(500), 1);
        IterationParams measurement = new IterationParams(IterationType.MEASUREMENT, 2, TimeValue.seconds(2), 1);
        return new BenchmarkParams(
                PACKAGE + method,
                PACKAGE + "generated." + method,
                true,
                threads,
                shape,
                labels,
                forks,
                0,
                warmup,
                measurement,
                mode,
                workload,
                TimeUnit.MILLISECONDS,
                1,
                "/opt/jdk/bin/java",
                List.of("-Draftmark.home=/somewhere", "-Xmx1g", "-XX:TieredStopAtLevel=1"),
                "17.0.15",
                "OpenJDK 64-Bit Server VM",
                "17.0.15+6",
                "1.37",
                TimeValue.minutes(10));
    }

    /** Puts to JRaft's leader by 64 clients: operations of each iteration of each fork. */
    static RunResult puts(int forks, long[][] operations) {
        return throughput(
                params(
                        "ServerThreadsBenchmark.put",
                        Mode.Throughput,
                        64,
                        NO_GROUP,
                        List.of(),
                        forks,
                        "backend",
                        "jraft",
                        "handler",
                        "blocking",
                        "serverThreads",
                        "16",
                        "target",
                        "leader",
                        "readLevel",
                        "log_read"),
                operations);
    }

    /** The file that JMH writes of these. */
    static Path json(Path directory, RunResult... results) throws IOException {
        Path file = directory.resolve("jmh.json");
        JmhJson.write(file, List.of(results));
        return file;
    }

    /** The file of two forks, with something of its only element changed. */
    static Path changed(Path directory, Consumer<ObjectNode> change) throws IOException {
        Path file = json(directory, puts(2, new long[][] {{1_000, 3_000}, {2_000, 4_000}}));
        ArrayNode elements = (ArrayNode) JSON.readTree(file.toFile());
        change.accept((ObjectNode) elements.get(0));
        JSON.writeValue(file.toFile(), elements);
        return file;
    }

    /** Operations of each iteration of each fork; an iteration is a second. */
    static RunResult throughput(BenchmarkParams params, long[][] operations) {
        List<BenchmarkResult> forks = new ArrayList<>();
        for (long[] fork : operations) {
            List<IterationResult> iterations = new ArrayList<>();
            for (long counted : fork) {
                IterationResult iteration = new IterationResult(params, params.getMeasurement(), null);
                if (params.getThreadGroupLabels().isEmpty()) {
                    iteration.addResult(rate(ResultRole.PRIMARY, "put", counted));
                } else {
                    iteration.addResult(rate(ResultRole.PRIMARY, "group", counted));
                    iteration.addResult(rate(ResultRole.SECONDARY, "reader", counted * 3 / 4));
                    iteration.addResult(rate(ResultRole.SECONDARY, "writer", counted / 4));
                }
                iterations.add(iteration);
            }
            forks.add(new BenchmarkResult(params, iterations));
        }
        return new RunResult(params, forks);
    }

    private static Result<?> rate(ResultRole role, String label, long operations) {
        return new ThroughputResult(role, label, operations, TimeUnit.SECONDS.toNanos(1), TimeUnit.MILLISECONDS);
    }

    /** One iteration in each fork, in which every time from 1 to {@code count} microseconds was seen once. */
    static RunResult sampled(BenchmarkParams params, int forks, int count) {
        List<BenchmarkResult> results = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            SampleBuffer buffer = new SampleBuffer();
            for (int micros = 1; micros <= count; micros++) {
                buffer.add(TimeUnit.MICROSECONDS.toNanos(micros));
            }
            IterationResult iteration = new IterationResult(params, params.getMeasurement(), null);
            iteration.addResult(new SampleTimeResult(ResultRole.PRIMARY, "put", buffer, TimeUnit.MILLISECONDS));
            results.add(new BenchmarkResult(params, List.of(iteration)));
        }
        return new RunResult(params, results);
    }
}
