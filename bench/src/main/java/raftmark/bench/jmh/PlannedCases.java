package raftmark.bench.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What JMH will run of a part, counted from the annotations and the options as JMH itself does it.
 *
 * @param part the part
 * @param options JMH's, the user's among them
 * @param cases a benchmark, a mode and a level of each parameter make one
 * @param forks JVMs over all cases
 * @param iterationSeconds time in iterations, warm-up included, over all forks
 */
record PlannedCases(SetPart part, Options options, Set<Case> cases, long forks, double iterationSeconds) {
    PlannedCases {
        cases = Set.copyOf(cases);
    }

    /**
     * What is run and reported as one.
     *
     * @param forks JVMs that measure it
     * @param threads JMH's threads
     */
    record Case(String benchmark, Mode mode, Map<String, String> params, int forks, int threads) {
        Case {
            params = Map.copyOf(params);
        }

        /** Class and method. */
        String shortName() {
            return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
        }

        @Override
        public String toString() {
            return shortName() + " " + mode.shortLabel() + " " + new TreeMap<>(params);
        }
    }

    /** @param entries the benchmarks of the part, as JMH lists them */
    static PlannedCases of(SetPart part, Options options, Collection<BenchmarkListEntry> entries) {
        Set<Case> cases = new java.util.LinkedHashSet<>();
        long forks = 0;
        double seconds = 0;
        for (BenchmarkListEntry entry : entries) {
            List<Map<String, String>> levels = levels(entry, options);
            int measuring = options.getForkCount().orElse(entry.getForks().orElse(Defaults.MEASUREMENT_FORKS));
            int starts = Math.max(1, measuring)
                    + options.getWarmupForkCount().orElse(entry.getWarmupForks().orElse(Defaults.WARMUP_FORKS));
            int threads = threads(entry, options);
            for (Mode mode : modes(entry, options)) {
                for (Map<String, String> params : levels) {
                    if (cases.add(new Case(entry.getUsername(), mode, params, Math.max(1, measuring), threads))) {
                        forks += starts;
                        seconds += starts * iterationSeconds(entry, options, mode);
                    }
                }
            }
        }
        return new PlannedCases(part, options, cases, forks, seconds);
    }

    /** Everything: iterations, and what starting and ending the forks takes. */
    double seconds() {
        return iterationSeconds + forks * part.forkSeconds();
    }

    /** One line for the announcement. */
    String line() {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Case each : cases) {
            String[] name = each.shortName().split("[.]", 2);
            methods.computeIfAbsent(name[0], type -> new TreeSet<>()).add(name[1]);
        }
        return String.format(
                Locale.ROOT,
                "%3d cases, %3d forks: %4.0f s of iterations + %3.0f s of starts; %s: %s",
                cases.size(),
                forks,
                iterationSeconds,
                forks * part.forkSeconds(),
                cases.stream()
                        .map(each -> each.mode().shortLabel())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")),
                methods.entrySet().stream()
                        .map(type -> type.getKey() + " " + String.join(", ", type.getValue()))
                        .collect(Collectors.joining("; ")));
    }

    private static Collection<Mode> modes(BenchmarkListEntry entry, Options options) {
        Collection<Mode> modes = options.getBenchModes().isEmpty() ? List.of(entry.getMode()) : options.getBenchModes();
        return modes.contains(Mode.All)
                ? List.of(Mode.values()).stream()
                        .filter(mode -> mode != Mode.All)
                        .toList()
                : modes;
    }

    private static int threads(BenchmarkListEntry entry, Options options) {
        int wanted = options.getThreads().orElse(entry.getThreads().orElse(Defaults.THREADS));
        if (wanted <= 0) {
            wanted = Runtime.getRuntime().availableProcessors();
        }
        int group = 0;
        for (int threads : options.getThreadGroups().orElse(entry.getThreadGroups())) {
            group += threads;
        }
        return (wanted + group - 1) / group * group;
    }

    private static List<Map<String, String>> levels(BenchmarkListEntry entry, Options options) {
        List<Map<String, String>> product = List.of(Map.of());
        for (Map.Entry<String, String[]> param :
                entry.getParams().orElse(Map.of()).entrySet()) {
            Collection<String> values = options.getParameter(param.getKey()).orElse(List.of(param.getValue()));
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> before : product) {
                for (String value : values) {
                    Map<String, String> more = new java.util.HashMap<>(before);
                    more.put(param.getKey(), value);
                    longer.add(more);
                }
            }
            product = longer;
        }
        return product;
    }

    private static double iterationSeconds(BenchmarkListEntry entry, Options options, Mode mode) {
        boolean once = mode == Mode.SingleShotTime;
        int warmups = options.getWarmupIterations()
                .orElse(entry.getWarmupIterations()
                        .orElse(once ? Defaults.WARMUP_ITERATIONS_SINGLESHOT : Defaults.WARMUP_ITERATIONS));
        int measured = options.getMeasurementIterations()
                .orElse(entry.getMeasurementIterations()
                        .orElse(once ? Defaults.MEASUREMENT_ITERATIONS_SINGLESHOT : Defaults.MEASUREMENT_ITERATIONS));
        if (once) {
            // One call each, as long as it takes; nobody knows before.
            return 0;
        }
        return warmups
                        * seconds(options.getWarmupTime()
                                .orElse(entry.getWarmupTime().orElse(Defaults.WARMUP_TIME)))
                + measured
                        * seconds(options.getMeasurementTime()
                                .orElse(entry.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME)));
    }

    private static double seconds(TimeValue time) {
        return time.convertTo(TimeUnit.NANOSECONDS) / 1e9;
    }
}
