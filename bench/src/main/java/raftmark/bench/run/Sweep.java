package raftmark.bench.run;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import raftmark.bench.cluster.ProcessBenchCluster;
import raftmark.bench.env.Environment;
import raftmark.bench.load.LoadThreads;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.plan.TimeEstimate;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.result.RunResult;
import raftmark.bench.result.Terms;
import raftmark.bench.result.Verdict;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.ClusterKind;
import raftmark.kv.spi.NodeConfig;
import raftmark.server.Backends;

/**
 * Carries out the runs of a plan that are not in the result directory yet, and adds each as it ends. Interrupting the
 * thread ends it: the run in progress is lost, clusters are stopped, the directory stays whole.
 */
public final class Sweep {
    private static final int LOAD_THREADS_MIN = 2;
    private static final int LOAD_THREADS_MAX = 8;

    private final RunPlan plan;
    private final ResultsDirectory results;
    private final SweepPlaces places;
    private final Clock clock;

    /**
     * Where things are.
     *
     * @param home the program's sources, for the commit
     * @param dataDirectory clusters' logs go below it; must exist and be empty
     * @param remoteEndpoints servers of configurations with cluster remote
     */
    public record SweepPlaces(Path home, Path dataDirectory, List<String> remoteEndpoints) {}

    /**
     * How a sweep ended.
     *
     * @param runs of the plan
     * @param done that are in the directory now
     * @param invalid among those in the directory
     * @param disturbed among the invalid, those that went well but for others' load on the machine
     * @param interrupted whether it was told to stop
     */
    public record Summary(int runs, int done, int invalid, int disturbed, boolean interrupted) {}

    public Sweep(RunPlan plan, ResultsDirectory results, SweepPlaces places, Clock clock) {
        this.plan = plan;
        this.results = results;
        this.places = places;
        this.clock = clock;
    }

    /** The runs that are still to be made, in order. */
    public List<PlannedRun> outstanding() {
        Set<String> finished = results.finishedRuns();
        return plan.runs().stream()
                .filter(run -> !finished.contains(run.runId()))
                .toList();
    }

    /**
     * Terms that the runs in the directory were made under and that the same configurations would not have here, such as
     * another file system or another JDK. Rows of two terms are never compared, so such a sweep cannot be gone on with.
     *
     * @return each as {@code name was X and is Y}; empty if there is none
     */
    public List<String> changedTerms() throws IOException {
        Map<String, Cell> cells = new LinkedHashMap<>();
        plan.runs().forEach(run -> cells.put(run.runId(), run.cell()));
        Map<String, Map<String, String>> told = EnvironmentFile.terms(results);
        Set<String> changed = new LinkedHashSet<>();
        for (ResultRow row : results.rows()) {
            Cell cell = cells.get(row.get(Column.RUN_ID));
            Map<String, String> before = told.get(row.get(Column.TERMS_ID));
            if (cell != null && before != null) {
                termsOf(cell).all().forEach((name, now) -> {
                    String was = before.getOrDefault(name, "");
                    if (!was.equals(now)) {
                        changed.add(name + " was '" + was + "' and is '" + now + "'");
                    }
                });
            }
        }
        return List.copyOf(changed);
    }

    /** @throws IOException if the result directory cannot be written; what fails in a run becomes its verdict */
    public Summary run(Progress progress) throws IOException {
        List<PlannedRun> outstanding = outstanding();
        TimeEstimate estimate = new TimeEstimate(plan.spec());
        EnvironmentFile environment = new EnvironmentFile(results, clock, places.dataDirectory());
        boolean interrupted = false;
        try {
            environment.begin(
                    Environment.collect(places.home(), places.dataDirectory()),
                    terms(),
                    plan.spec().seed(),
                    coLocation());
        } catch (ClosedByInterruptException stopped) {
            // Told to stop before the first run: nothing was begun.
            Thread.interrupted();
            return new Summary(
                    plan.runs().size(), results.finishedRuns().size(), invalid(row -> true), disturbed(), true);
        }
        try (LoadThreads loadThreads = new LoadThreads(loadThreadCount());
                ClusterSource clusters = new ClusterSource(
                        plan.spec().clusterReused(), places.dataDirectory(), places.remoteEndpoints())) {
            TargetRates targetRates = new TargetRates(results::rows, this::termsOf);
            RunExecutor executor =
                    new RunExecutor(plan.spec(), clusters, this::termsOf, targetRates, loadThreads, clock);
            Instant start = clock.instant();
            RunQueue queue = new RunQueue(outstanding);
            Optional<PlannedRun> next = queue.next(executor::lacksItsCapacity);
            while (next.isPresent()) {
                int number = queue.taken();
                progress.begins(number, next.get());
                RunResult result = executor.execute(next.get());
                // A channel closes under a thread that is interrupted, and the finished run would be lost.
                boolean stop = Thread.interrupted();
                results.append(result);
                if (stop) {
                    throw new InterruptedException("after " + result.run().runId());
                }
                progress.ended(
                        number,
                        result,
                        left(estimate, queue.order(), number, Duration.between(start, clock.instant())));
                next = queue.next(executor::lacksItsCapacity);
            }
        } catch (InterruptedException stopped) {
            interrupted = true;
        }
        // The files below are written whatever the interrupt was; it has been heard.
        interrupted |= Thread.interrupted();
        environment.end(interrupted);
        return new Summary(
                plan.runs().size(), results.finishedRuns().size(), invalid(row -> true), disturbed(), interrupted);
    }

    private int disturbed() {
        return invalid(row -> Verdict.isOnlyDisturbed(row.get(Column.VERDICT)));
    }

    private int invalid(Predicate<ResultRow> which) {
        return (int) results.rows().stream()
                .filter(row -> !row.isValid())
                .filter(which)
                .map(row -> row.get(Column.RUN_ID))
                .distinct()
                .count();
    }

    /** Event loops of the load generator: half the machine, within bounds. */
    static int loadThreadCount() {
        int half = Runtime.getRuntime().availableProcessors() / 2;
        return Math.min(LOAD_THREADS_MAX, Math.max(LOAD_THREADS_MIN, half));
    }

    private static Duration left(TimeEstimate estimate, List<PlannedRun> runs, int done, Duration elapsed) {
        Duration expectedSoFar = estimate.of(runs.subList(0, done));
        // All runs less those done, not the rest by itself: kept clusters have been started already.
        Duration rest = estimate.of(runs).minus(expectedSoFar);
        double slower = (double) elapsed.toMillis() / Math.max(1, expectedSoFar.toMillis());
        return Duration.ofMillis(Math.round(rest.toMillis() * slower));
    }

    private Terms termsOf(Cell cell) {
        return Terms.of(
                cell,
                Backends.named(cell.backend()).capabilities().replicated(),
                plan.spec().clusterReused(),
                Environment.filesystem(places.dataDirectory()),
                Runtime.version().toString(),
                NodeConfig.ELECTION_TIMEOUT_MIN.toMillis() + "-" + NodeConfig.ELECTION_TIMEOUT_MAX.toMillis() + " ms",
                cell.cluster() == ClusterKind.PROCESSES
                        ? String.join(" ", ProcessBenchCluster.jvmArguments(cell.jit()))
                        : "-Xmx" + Runtime.getRuntime().maxMemory() / (1024 * 1024) + "m, all nodes together");
    }

    private List<Terms> terms() {
        Map<String, Terms> byId = new LinkedHashMap<>();
        for (PlannedRun run : plan.runs()) {
            Terms terms = termsOf(run.cell());
            byId.put(terms.id(), terms);
        }
        return new ArrayList<>(byId.values());
    }

    private String coLocation() {
        Set<ClusterKind> kinds =
                plan.runs().stream().map(run -> run.cell().cluster()).collect(Collectors.toSet());
        if (kinds.equals(Set.of(ClusterKind.REMOTE))) {
            return "The servers run elsewhere; only the load generator runs here.";
        }
        return "Load generator and servers share the cores and the disk of this machine, and there is no network between"
                + " them: figures compare configurations, they do not say what a server on a machine of its own reaches.";
    }

    /** Makes a directory for clusters' logs below another one. */
    public static Path freshDataDirectory(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, name + "-");
    }
}
