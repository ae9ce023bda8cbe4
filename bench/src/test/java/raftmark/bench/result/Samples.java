package raftmark.bench.result;

import io.grpc.Status;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;
import raftmark.kv.wire.Outcome;
import raftmark.server.Stage;
import raftmark.server.StageTimes;

/** Results made up for tests. */
final class Samples {
    static final String EXPERIMENT = """
            experiment: demo
            question: Does it?
            repetitions: 2
            factors: {backend: [jraft, ratis], workload: lab, clients: 5}
            cells:
              - {handler: blocking, server_threads: [1, 4]}
            """;

    private Samples() {}

    static RunPlan plan() throws SpecException {
        return RunPlan.of(SpecReader.read("demo.yaml", EXPERIMENT, 17));
    }

    static Measurement.Resources resources() {
        return new Measurement.Resources(
                OptionalDouble.of(1.5),
                OptionalDouble.empty(),
                OptionalDouble.of(2.25),
                OptionalDouble.of(0),
                OptionalDouble.of(0.01),
                OptionalDouble.empty(),
                OptionalDouble.of(3.9),
                OptionalInt.of(4),
                OptionalInt.empty(),
                OptionalDouble.of(0.3),
                attribution());
    }

    /** 2,000 samples of each stage, the first about 1 µs, then 10 and 100. */
    static Attribution attribution() {
        Map<Stage, Histogram> stages = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            Histogram nanos = new Histogram(StageTimes.NANOS_MAX, StageTimes.SIGNIFICANT_DIGITS);
            nanos.recordValueWithCount(Math.round(1_000 * Math.pow(10, stage.ordinal())), 2_000);
            stages.put(stage, nanos);
        }
        return new Attribution(
                stages,
                OptionalDouble.of(24.5),
                OptionalDouble.of(49),
                OptionalDouble.of(0.125),
                OptionalDouble.of(1e9),
                OptionalDouble.empty(),
                new TreeMap<>(Map.of("handler", 8, "grpc-io", 2)));
    }

    /** A run with so many operations of each kind, from 1 ms on, and one failure, in two intervals. */
    static RunResult run(PlannedRun planned, int operations) {
        Set<Operation> all = Set.of(Operation.GET, Operation.PUT, Operation.APPEND);
        LatencyRecorder recorder = new LatencyRecorder(all);
        RunHistograms histograms = new RunHistograms(all);
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < operations / 2; i++) {
                for (Operation operation : Operation.values()) {
                    recorder.success(operation, 1_000_000L + i * 1000L);
                }
            }
            if (half == 0) {
                recorder.failure(Status.Code.UNAVAILABLE, Outcome.REFUSED, 500_000);
            }
            histograms.add(new RunHistograms.TimedInterval(1000 + half, 1001 + half, recorder.take()));
        }
        Measurement measurement = new Measurement(histograms, Unanswered.NONE, 5.5, true, 2, resources(), 0, null);
        return new RunResult(
                "demo",
                planned,
                Instant.parse("2026-11-23T10:00:00Z"),
                false,
                terms(planned),
                measurement,
                new Verdict(List.of()),
                List.of("co-located", "c1"));
    }

    /**
     * A run of an open loop, at 1,000 operations a second for two seconds, of which the first so many came late by 500 ms; all
     * took 1 ms from sending on.
     */
    static RunResult openRun(PlannedRun planned, int late) {
        LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT), true);
        RunHistograms histograms = new RunHistograms(Set.of(Operation.PUT));
        for (int i = 0; i < 2000; i++) {
            long lagNanos = i < late ? 500_000_000 : 50_000;
            recorder.sendLag(lagNanos);
            recorder.success(Operation.PUT, 0, lagNanos, lagNanos + 1_000_000);
        }
        histograms.add(new RunHistograms.TimedInterval(1000, 1002, recorder.take()));
        Measurement measurement = new Measurement(
                histograms, Unanswered.NONE, 5.5, true, 2, resources(), 0, new OpenLoad(1000, 2000, 2000, 0, 0, true));
        return new RunResult(
                "demo",
                planned,
                Instant.parse("2026-11-26T10:00:00Z"),
                false,
                terms(planned),
                measurement,
                new Verdict(List.of()),
                List.of());
    }

    static RunResult failed(PlannedRun planned) {
        return new RunResult(
                "demo",
                planned,
                Instant.parse("2026-11-23T10:00:00Z"),
                false,
                terms(planned),
                null,
                Verdict.failed("failed: no leader,\n\"n1\" died"),
                List.of());
    }

    static Terms terms(PlannedRun planned) {
        return Terms.of(planned.cell(), true, false, "ext4", "17", "1000-2000 ms", "-Xmx512m");
    }
}
