package raftmark.bench.jmh;

import java.util.Locale;
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
import raftmark.bench.load.FastRandom;
import raftmark.bench.load.KeyChooser;
import raftmark.bench.spec.KeyChoice;

/**
 * What the load generator pays to choose a key: {@code single} nothing, {@code uniform} one random number, {@code zipfian} one and a
 * binary search in a table with an entry for each key.
 *
 * <p>If the distributions cost very different amounts, a sweep over {@code keys} would compare the load generator and not the servers. The
 * search grows with the logarithm of the key count, and with the caches that the table leaves: 100,000 keys are 800 kB.
 *
 * <p>What it forbids to conclude: here the table has the caches for itself; between two requests of a real load something else has used
 * them.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="KeyChooserBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="KeyChooserBenchmark -p keys=zipfian -p keyCount=10,1000,100000,10000000"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class KeyChooserBenchmark {
    /** The distribution. */
    @Param({"single", "uniform", "zipfian"})
    public String keys = "";

    /** Number of keys; {@code single} has one, whatever this says. */
    @Param("100000")
    public int keyCount;

    private final FastRandom random = new FastRandom(1);
    private KeyChooser chooser = new KeyChooser(KeyChoice.SINGLE, 1);

    /** Builds the table. */
    @Setup(Level.Trial)
    public void build() {
        KeyChoice choice = KeyChoice.valueOf(keys.toUpperCase(Locale.ROOT));
        chooser = new KeyChooser(choice, choice == KeyChoice.SINGLE ? 1 : keyCount);
    }

    /** Chooses a key. */
    @Benchmark
    public int next() {
        return chooser.next(random);
    }
}
