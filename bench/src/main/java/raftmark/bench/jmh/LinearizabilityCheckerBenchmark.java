package raftmark.bench.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import raftmark.verify.LinearizabilityChecker;
import raftmark.verify.Operation;
import raftmark.verify.Verdict;

/**
 * How long the linearizability checker takes for a history of one key that is linearizable, which is the answer that a search must
 * earn: a wrong history often fails early.
 *
 * <p>The histories are simulated: operations take effect one after another at known moments, and each client sees its own begin before and
 * end after that moment, so that up to {@code concurrency} of them overlap. {@code mix=lab} is the lab's: Get, Put and Append of the client's number, in
 * which many values are equal, so that the search has many orders to try. {@code mix=append} is Appends of unique tokens, in which each
 * answer names its predecessor, but the values grow to tens of kilobytes.
 *
 * <p>What it forbids to conclude: the problem is NP-complete; other histories of the same length can take any time, which is why the checker has a
 * step budget. Unknown outcomes, which cost the most, do not occur here.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="LinearizabilityCheckerBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="LinearizabilityCheckerBenchmark -p operations=500,1000,2000,4000,8000"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class LinearizabilityCheckerBenchmark {
    /** What the clients do: {@code lab} or {@code append}. */
    @Param({"lab", "append"})
    public String mix = "";

    /** Length of the history. */
    @Param({"1000", "5000"})
    public int operations;

    /** Clients, each with one operation at a time: so many overlap at most. */
    @Param("5")
    public int concurrency;

    private List<Operation> history = List.of();

    /** Simulates the history; the same in every fork. */
    @Setup(Level.Trial)
    public void build() {
        history = SimulatedHistory.of(SimulatedHistory.Mix.named(mix), operations, concurrency, 1);
    }

    /** Checks it. */
    @Benchmark
    public Verdict check() {
        Verdict verdict = new LinearizabilityChecker().check(history);
        if (!(verdict instanceof Verdict.Linearizable)) {
            throw new IllegalStateException("the history is linearizable by construction, but: " + verdict);
        }
        return verdict;
    }
}
