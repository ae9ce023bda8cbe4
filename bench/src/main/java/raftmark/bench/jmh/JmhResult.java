package raftmark.bench.jmh;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * One element of JMH's JSON: a benchmark under one mode and one level of each parameter, with the scores of all its forks.
 *
 * @param benchmark class and method
 * @param mode JMH's short name
 * @param params levels by name
 * @param threads JMH's threads, all groups together
 * @param threadGroups threads by label, empty if there are none or they were not noted
 * @param forks JVMs that were asked for
 * @param warmupIterations before the measured ones
 * @param warmupIterationSeconds length of one of them; empty for single shots
 * @param iterationSeconds length of a measured iteration; empty for single shots
 * @param jvmArgs arguments of the forks
 * @param vm name and version of the JVM
 * @param metrics the primary one first
 */
record JmhResult(
        String benchmark,
        String mode,
        Map<String, String> params,
        int threads,
        Map<String, Integer> threadGroups,
        int forks,
        int warmupIterations,
        OptionalDouble warmupIterationSeconds,
        OptionalDouble iterationSeconds,
        String jmhVersion,
        String jdkVersion,
        String vm,
        List<String> jvmArgs,
        List<Metric> metrics) {
    /** The name of the score that is the benchmark's own. */
    static final String PRIMARY = "primary";

    /** What JMH calls percentiles of an iteration in sample mode. */
    static final Pattern PERCENTILE_OF_ALL = Pattern.compile("p[01][.][0-9]+");

    /** What it calls those of one side of a group. */
    static final Pattern PERCENTILE_OF_SIDE = Pattern.compile(".+:" + PERCENTILE_OF_ALL.pattern());

    JmhResult {
        jvmArgs = List.copyOf(jvmArgs);
        metrics = List.copyOf(metrics);
    }

    /**
     * A score and its unit, by fork.
     *
     * @param name {@link #PRIMARY} or JMH's
     */
    record Metric(String name, String unit, List<Fork> forks) {
        Metric {
            forks = List.copyOf(forks);
        }
    }

    /** What one JVM measured. */
    sealed interface Fork permits Scores, Samples {}

    /** @param iterations one number each, not a number where there was none */
    record Scores(List<Double> iterations) implements Fork {
        Scores {
            iterations = List.copyOf(iterations);
        }
    }

    /** @param iterations the timed calls of each, in the metric's unit */
    record Samples(List<List<Sample>> iterations) implements Fork {
        Samples {
            iterations = List.copyOf(iterations);
        }
    }

    /** A time and how many calls took it. */
    record Sample(double time, long calls) {}
}
