package raftmark.bench.plan;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.JitMode;

/**
 * How long runs take. Costs of starting and stopping are what a 2-core machine needs. A warm-up ends somewhere between the
 * earliest moment that its rule allows and its cap: on average over the runs of results/reference/server-threads, which ran
 * under C1, {@value #WARMUP_SHARE_C1} of the way. Under the default compilers half of it is taken, which is a guess.
 */
public final class TimeEstimate {
    private static final double START_PROCESSES_SECONDS = 4.5;
    private static final double START_EMBEDDED_SECONDS = 3.5;
    private static final double STOP_SECONDS = 1;
    private static final double BETWEEN_RUNS_SECONDS = 0.3;

    private static final double WARMUP_SHARE_C1 = 0.54;
    private static final double WARMUP_SHARE_DEFAULT = 0.5;

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
        double share = jit == JitMode.C1 ? WARMUP_SHARE_C1 : WARMUP_SHARE_DEFAULT;
        return Math.min(cap, earliest + share * Math.max(0, cap - earliest));
    }
}
