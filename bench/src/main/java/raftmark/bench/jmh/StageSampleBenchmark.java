package raftmark.bench.jmh;

import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import raftmark.server.StageSample;
import raftmark.server.StageTimes;

/**
 * What it costs a server to time the stages of its requests.
 *
 * <p>{@code everyCall} does for one call what the front end does: counts it, looks among its headers, and takes all four times of the one call in
 * {@value StageTimes#ONE_IN} that is sampled. So its score is the mean cost per request, rate included, and {@code sampledCall} is
 * that of a request that is timed. Two threads share the counter and the histograms, as the event loops do.
 *
 * <p>The rule is that sampling costs under 2 % of the CPU per operation. The share is {@code everyCall} in nanoseconds, divided
 * by the servers' CPU nanoseconds per operation of the cheapest rung, {@code echo} (its row in {@code run bars}: {@code
 * server_cpu_seconds / operations × 10^9}). Every other rung and backend spends more per operation, so its share is less.
 *
 * <p>What it forbids to conclude: caches are warm here, and the histograms of a real server lie cold between two samples; a miss or two per
 * sample, a thirteenth of that per request, are not in the score.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="StageSampleBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "-Xms256m", "-Xmx256m"})
public class StageSampleBenchmark {
    private final StageTimes times = new StageTimes();

    /** The headers of a call, as many as our own clients send; made anew after a call that was marked, which is counted in. */
    @State(Scope.Thread)
    public static class Call {
        private static final String[] NAMES = {"content-type", "te", "user-agent", "grpc-accept-encoding"};
        private Metadata headers = new Metadata();

        /** Fills them. */
        public Call() {
            refill();
        }

        final void refill() {
            headers = new Metadata();
            for (String name : NAMES) {
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "application/grpc");
            }
        }
    }

    /** One call at the rate of the front end. */
    @Benchmark
    public @Nullable StageSample everyCall(Call call) {
        times.arrived(call.headers);
        StageSample sample = times.sampleOf(call.headers);
        if (sample != null) {
            call.refill();
        }
        return timed(sample);
    }

    /** One call that is sampled. */
    @Benchmark
    public @Nullable StageSample sampledCall() {
        Metadata headers = new Metadata();
        times.mark(headers);
        return timed(times.sampleOf(headers));
    }

    private static @Nullable StageSample timed(@Nullable StageSample sample) {
        if (sample != null) {
            sample.handlerBegins();
            sample.submitted();
            sample.committed();
            sample.replied();
        }
        return sample;
    }
}
