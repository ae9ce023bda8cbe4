package raftmark.bench.plan;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.JitMode;

/**
 * How long runs take. Costs of starting and stopping are what a 2-core machine needs; warm-up is taken to end two windows
 * after it can at the earliest under C1, and half-way to its cap under the default compilers.
 */
public final class TimeEstimate {
    private static final double START_PROCESSES_SECONDS = 6;
    private static final double START_EMBEDDED_SECONDS = 3.5;
    private static final double STOP_SECONDS = 1;
    private static final double BETWEEN_RUNS_SECONDS = 0.3;

    private final ExperimentSpec spec;

    public TimeEstimate(ExperimentSpec spec) {
        this.spec = spec;
    }

    /** Expected time of these runs, in their order. */
    public Duration of(List<PlannedRun> runs) {
        double seconds = 0;
        Set<String> clustersKept = new HashSet<>();
        for (PlannedRun run : runs) {
            boolean first = !spec.clusterReused() || clustersKept.add(run.cell().backend());
            seconds += spec.measureSeconds() + BETWEEN_RUNS_SECONDS;
            seconds += first
                    ? startSeconds(run) + warmupSeconds(run)
                    : spec.warmup().laterSeconds();
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static double startSeconds(PlannedRun run) {
        return switch (run.cell().cluster()) {
            case PROCESSES -> START_PROCESSES_SECONDS + STOP_SECONDS;
            case EMBEDDED -> START_EMBEDDED_SECONDS + STOP_SECONDS;
            case REMOTE -> 0;
        };
    }

    private double warmupSeconds(PlannedRun run) {
        double earliest = Math.max(
                spec.warmup().secondsMin(),
                spec.warmup().windows() * spec.warmup().windowSecondsMin());
        JitMode jit = run.cell().jit();
        double cap = spec.warmup().capSeconds(jit);
        double expected = jit == JitMode.C1 ? earliest + 2 * spec.warmup().windowSecondsMin() : cap / 2;
        return Math.min(cap, Math.max(earliest, expected));
    }
}
