package raftmark.bench.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.cluster.Cluster;
import raftmark.bench.cluster.ServerSample;
import raftmark.bench.env.Environment;
import raftmark.bench.load.Load;
import raftmark.bench.load.LoadDriver;
import raftmark.bench.load.LoadThreads;
import raftmark.bench.load.Preload;
import raftmark.bench.load.SpiLoad;
import raftmark.bench.load.SteadyState;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.record.Unanswered;
import raftmark.bench.record.WindowOpening;
import raftmark.bench.result.Caveats;
import raftmark.bench.result.Measurement;
import raftmark.bench.result.OpenLoad;
import raftmark.bench.result.RunResult;
import raftmark.bench.result.Terms;
import raftmark.bench.result.Verdict;
import raftmark.bench.spec.Access;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ExperimentSpec;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.Target;
import raftmark.server.Backends;

/**
 * Carries out one run: cluster, warm-up, measured window, verdict. Whatever goes wrong in between becomes the verdict. Used
 * by one thread, which may be interrupted at any time.
 */
final class RunExecutor {
    private static final long POLL_MILLIS = 50;
    private static final long BEHIND_NANOS_MAX = 10_000_000;
    private static final double INTERVAL_SECONDS_MIN = 1;
    private static final int INTERVALS_MAX = 200;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final ExperimentSpec spec;
    private final ClusterSource clusters;
    private final Function<Cell, Terms> termsOf;
    private final TargetRates targetRates;
    private final LoadThreads loadThreads;
    private final Clock clock;

    RunExecutor(
            ExperimentSpec spec,
            ClusterSource clusters,
            Function<Cell, Terms> termsOf,
            TargetRates targetRates,
            LoadThreads loadThreads,
            Clock clock) {
        this.spec = spec;
        this.clusters = clusters;
        this.termsOf = termsOf;
        this.targetRates = targetRates;
        this.loadThreads = loadThreads;
        this.clock = clock;
    }

    /** Whether a run is a share of a capacity that no valid run has measured yet. */
    boolean lacksItsCapacity(PlannedRun run) {
        return targetRates.lacksCapacity(run.cell());
    }

    /** @throws InterruptedException if the sweep is to end; the run is then lost */
    RunResult execute(PlannedRun run) throws InterruptedException {
        Instant startedAt = clock.instant();
        boolean usable = false;
        try {
            Optional<Cell> atRate = targetRates.resolve(run.cell());
            if (atRate.isEmpty()) {
                return result(run, startedAt, null, Verdict.failed(TargetRates.missing(run.cell())));
            }
            ClusterSource.Lease lease = clusters.acquire(run.cell());
            Measurement measurement;
            try {
                measurement = measure(run, atRate.get(), lease);
            } catch (IOException failed) {
                String diagnosis = lease.cluster().diagnosis();
                throw new IOException((diagnosis.isEmpty() ? "" : diagnosis + "; ") + messageOf(failed), failed);
            }
            usable = true;
            return result(run, startedAt, measurement, verdict(measurement));
        } catch (IOException | RuntimeException failed) {
            if (Thread.interrupted()) {
                // What failed did so because the sweep is to end.
                throw new InterruptedException(messageOf(failed));
            }
            return result(run, startedAt, null, Verdict.failed("failed: " + messageOf(failed)));
        } finally {
            clusters.release(run.cell(), usable);
        }
    }

    private Measurement measure(PlannedRun run, Cell cell, ClusterSource.Lease lease)
            throws IOException, InterruptedException {
        Cluster cluster = lease.cluster();
        // Before the leader is asked for: an election between that and the window would send the load to a follower.
        long termBefore = cluster.term();
        String leader = cluster.leaderEndpoint();
        long seed = spec.seed() * 31 + run.repetition();
        if (cell.workload().has(Operation.GET)) {
            Preload.run(cell, leader, loadThreads, seed);
        }
        List<String> endpoints = cell.target() == Target.LEADER ? List.of(leader) : cluster.endpoints();
        Warmth warmth = cell.isOpen() ? warmByClosedLoop(cell, lease, endpoints, seed) : new Warmth(0, lease.steady());
        LatencyRecorder recorder = new LatencyRecorder(cell.workload().shares().keySet(), cell.isOpen());
        try (Load load = cell.access() == Access.SPI
                ? SpiLoad.start(cell, cluster.node(leader), loadThreads, recorder, seed)
                : LoadDriver.start(cell, endpoints, loadThreads, recorder, seed)) {
            long warmupStart = System.nanoTime();
            Boolean steady = warmth.steady();
            boolean caughtUp = true;
            if (lease.warm() || cell.isOpen()) {
                Thread.sleep(Math.round(spec.warmup().laterSeconds() * MILLIS_PER_SECOND));
                caughtUp = caughtUp(load, spec.warmup().capSeconds(cell.jit()));
            } else {
                steady = warmUp(cell, load);
                clusters.warmedUp(cell, steady);
            }
            double warmupSeconds = warmth.seconds() + secondsSince(warmupStart);
            return measureWindow(cell, cluster, leader, termBefore, load, caughtUp, warmupSeconds, steady);
        }
    }

    /**
     * How warm a cluster is.
     *
     * @param seconds how long that took
     * @param steady whether throughput was steady in the end; null where nothing is known
     */
    private record Warmth(double seconds, @Nullable Boolean steady) {}

    /** Warms up for an open loop. A schedule would pile up in front of cold servers what takes them long to work off. */
    private Warmth warmByClosedLoop(Cell cell, ClusterSource.Lease lease, List<String> endpoints, long seed)
            throws InterruptedException {
        if (lease.warm()) {
            return new Warmth(0, lease.steady());
        }
        Cell closed = cell.closed();
        LatencyRecorder recorder =
                new LatencyRecorder(closed.workload().shares().keySet(), false);
        long start = System.nanoTime();
        try (Load load = LoadDriver.start(closed, endpoints, loadThreads, recorder, seed)) {
            boolean steady = warmUp(closed, load);
            clusters.warmedUp(closed, steady);
            return new Warmth(secondsSince(start), steady);
        }
    }

    private boolean warmUp(Cell cell, Load load) throws InterruptedException {
        SteadyState state = new SteadyState(spec.warmup(), spec.warmup().capSeconds(cell.jit()));
        long start = System.nanoTime();
        while (true) {
            SteadyState.Verdict verdict =
                    state.offer(secondsSince(start), load.recorder().completed());
            if (verdict != SteadyState.Verdict.WARMING) {
                return verdict == SteadyState.Verdict.STEADY;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /**
     * Waits until a schedule has caught up on what its first moments left of it; false if it has not for as long as a warm-up may take,
     * and then the answers in the window are to what was due before it.
     */
    private static boolean caughtUp(Load load, double capSeconds) throws InterruptedException {
        long start = System.nanoTime();
        while (load.behindNanos() > BEHIND_NANOS_MAX) {
            if (secondsSince(start) >= capSeconds) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private Measurement measureWindow(
            Cell cell,
            Cluster cluster,
            String leader,
            long termBefore,
            Load load,
            boolean caughtUp,
            double warmupSeconds,
            @Nullable Boolean steady)
            throws IOException, InterruptedException {
        LatencyRecorder recorder = load.recorder();
        RunHistograms histograms = new RunHistograms(cell.workload().shares().keySet());
        List<List<ServerSample>> during = new ArrayList<>();
        // Up to here at once, so that little is left to count once the window has begun.
        load.scheduledBefore(System.nanoTime());
        Resources before = Resources.beforeWindow(cluster, loadThreads);
        WindowOpening opening = WindowOpening.open(recorder, Math.round(spec.measureSeconds() * NANOS_PER_SECOND));
        long start = opening.openedNanos();
        long behindNanos = caughtUp ? 0 : Math.max(1, load.behindNanos());
        long scheduledBeforeDue = load.scheduledBefore(opening.dueFromNanos());
        long scheduledBefore = load.scheduledBefore(start);
        long waitedBefore = load.waitedForClient();
        double epochSeconds = clock.millis() / MILLIS_PER_SECOND;
        // Histograms are kept until the run ends: a long window has longer intervals, not more of them.
        double intervalSeconds = Math.max(INTERVAL_SECONDS_MIN, spec.measureSeconds() / INTERVALS_MAX);
        double elapsed = 0;
        while (elapsed < spec.measureSeconds()) {
            double next = Math.min(spec.measureSeconds(), elapsed + intervalSeconds);
            // A remainder that is too short for an interval of its own goes with the one before.
            next = spec.measureSeconds() - next < intervalSeconds / 2 ? spec.measureSeconds() : next;
            sleepUntil(start, (elapsed + next) / 2);
            if (during.isEmpty()) {
                during.add(cluster.sample());
            }
            sleepUntil(start, next);
            LatencyRecorder.Interval interval = recorder.take();
            double now = secondsSince(start);
            histograms.add(new RunHistograms.TimedInterval(epochSeconds + elapsed, epochSeconds + now, interval));
            elapsed = now;
        }
        long due = load.scheduledBefore(opening.dueBeforeNanos()) - scheduledBeforeDue;
        long waited = load.waitedForClient() - waitedBefore;
        Unanswered unanswered = load.unanswered(start);
        Resources after = Resources.afterWindow(cluster, loadThreads);
        OpenLoad openLoad = null;
        if (cell.isOpen()) {
            openLoad = new OpenLoad(
                    cell.targetRate().orElseThrow(),
                    load.scheduledBefore(start + Math.round(elapsed * NANOS_PER_SECOND)) - scheduledBefore,
                    due,
                    waited,
                    behindNanos,
                    load.sendsInRealTime());
            if (caughtUp) {
                histograms.addLate(answeredLate(load, opening.dueBeforeNanos()));
            }
        }
        during.add(after.servers());
        long leaderChanges = cluster.term() - termBefore;
        return new Measurement(
                histograms,
                unanswered,
                warmupSeconds,
                steady,
                elapsed,
                Resources.between(before, during, after, cluster, leader, cell.access() == Access.GRPC, elapsed),
                leaderChanges,
                openLoad);
    }

    /**
     * Waits for the answers to what was due in the window, under the same load; else the slowest requests would be those that have no
     * response time.
     */
    private static Map<Operation, Histogram> answeredLate(Load load, long dueBeforeNanos) throws InterruptedException {
        long start = System.nanoTime();
        // What was sent is cancelled by then; a longer queue of what was not is an overload, and INVALID.
        double secondsMax = 1.2 * LoadDriver.ANSWER_SECONDS_MAX;
        while (load.awaitsAnswersDueBefore(dueBeforeNanos) && secondsSince(start) < secondsMax) {
            Thread.sleep(POLL_MILLIS);
        }
        // A client that has just come back may not have recorded its request yet.
        Thread.sleep(POLL_MILLIS);
        return load.recorder().take().responses();
    }

    private Verdict verdict(Measurement measurement) {
        double capacitySeconds =
                measurement.durationSeconds() * Runtime.getRuntime().availableProcessors();
        List<String> kinds = new ArrayList<>();
        measurement.histograms().failuresByKind().forEach((kind, count) -> kinds.add(count + " " + kind));
        if (measurement.unanswered().throughoutWindow() > 0) {
            kinds.add(measurement.unanswered().throughoutWindow() + " unanswered throughout the window");
        }
        Verdict verdict = Verdict.of(
                new Verdict.Evidence(
                        measurement.histograms().all().getTotalCount(),
                        measurement.errors(),
                        String.join(", ", kinds),
                        measurement.leaderChanges(),
                        measurement.resources().foreignCpuSeconds().orElse(Double.NaN) / capacitySeconds,
                        measurement.resources().stealCpuSeconds().orElse(Double.NaN) / capacitySeconds),
                spec.thresholds());
        OpenLoad openLoad = measurement.openLoad();
        return openLoad == null
                ? verdict
                : verdict.and(
                        openLoad.missed(measurement.histograms(), measurement.durationSeconds(), spec.thresholds()));
    }

    private RunResult result(PlannedRun run, Instant startedAt, @Nullable Measurement measurement, Verdict verdict) {
        Cell cell = run.cell();
        Terms terms = termsOf.apply(cell);
        return new RunResult(
                spec.name(),
                run,
                startedAt,
                spec.clusterReused(),
                terms,
                measurement,
                verdict,
                Caveats.of(
                        cell,
                        terms,
                        spec.clusterReused(),
                        Backends.named(cell.backend()).capabilities(),
                        Environment.jitOfThisJvm(),
                        measurement));
    }

    private static void sleepUntil(long startNanos, double seconds) throws InterruptedException {
        // Up: a thread that wakes a moment too early would make a last interval of no length.
        long millis = (long) Math.ceil((seconds - secondsSince(startNanos)) * MILLIS_PER_SECOND);
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    }

    private static String messageOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
