package raftmark.bench.jmh;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Benchmarks of a set that run under the same settings. What is not set here is what the benchmark's annotations say, and what the
 * user sets goes before both.
 *
 * @param benchmarks regular expression that is found in their names
 * @param mode the only mode, or that of the annotations
 * @param params levels of parameters, by name
 * @param threads JMH's threads
 * @param unit of the scores
 * @param shortly one fork with one iteration of warm-up and one measured, of this length
 * @param forkSeconds what a fork takes beside its iterations: starting a JVM, a cluster and its clients, and ending them
 */
record SetPart(
        String benchmarks,
        Optional<Mode> mode,
        Map<String, List<String>> params,
        OptionalInt threads,
        Optional<TimeUnit> unit,
        Optional<TimeValue> shortly,
        double forkSeconds) {
    SetPart {
        params = Map.copyOf(params);
    }

    /** These benchmarks as their annotations say. */
    static SetPart of(String benchmarks, double forkSeconds) {
        return new SetPart(
                benchmarks,
                Optional.empty(),
                Map.of(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                forkSeconds);
    }

    SetPart withMode(Mode value, TimeUnit unitOfScores) {
        return new SetPart(
                benchmarks, Optional.of(value), params, threads, Optional.of(unitOfScores), shortly, forkSeconds);
    }

    SetPart withParam(String name, String... levels) {
        Map<String, List<String>> more = new LinkedHashMap<>(params);
        more.put(name, List.of(levels));
        return new SetPart(benchmarks, mode, more, threads, unit, shortly, forkSeconds);
    }

    SetPart withThreads(int value) {
        return new SetPart(benchmarks, mode, params, OptionalInt.of(value), unit, shortly, forkSeconds);
    }

    /** One fork that proves no more than that the benchmark runs. */
    SetPart shortly(TimeValue iteration) {
        return new SetPart(benchmarks, mode, params, threads, unit, Optional.of(iteration), forkSeconds);
    }

    /**
     * JMH's options for benchmarks of this part.
     *
     * @param user the user's options, which go before
     * @param names full names of the benchmarks
     */
    Options options(Options user, List<String> names) {
        OptionsBuilder options = new OptionsBuilder();
        options.parent(user);
        names.forEach(name -> options.include("^" + java.util.regex.Pattern.quote(name) + "$"));
        if (user.getBenchModes().isEmpty()) {
            mode.ifPresent(options::mode);
        }
        params.forEach((name, levels) -> {
            if (!user.getParameter(name).hasValue()) {
                options.param(name, levels.toArray(String[]::new));
            }
        });
        if (!user.getThreads().hasValue()) {
            threads.ifPresent(options::threads);
        }
        if (!user.getTimeUnit().hasValue() && user.getBenchModes().isEmpty()) {
            unit.ifPresent(options::timeUnit);
        }
        shortly.ifPresent(iteration -> shorten(options, user, iteration));
        return options.build();
    }

    private static void shorten(OptionsBuilder options, Options user, TimeValue iteration) {
        if (!user.getForkCount().hasValue()) {
            options.forks(1);
        }
        if (!user.getWarmupIterations().hasValue()) {
            options.warmupIterations(1);
        }
        if (!user.getWarmupTime().hasValue()) {
            options.warmupTime(iteration);
        }
        if (!user.getMeasurementIterations().hasValue()) {
            options.measurementIterations(1);
        }
        if (!user.getMeasurementTime().hasValue()) {
            options.measurementTime(iteration);
        }
    }

    /** A regular expression for these classes of this package, and for these methods where a name has a dot. */
    static String named(String... names) {
        return Arrays.stream(names)
                .map(name -> "[.]" + name.replace(".", "[.]") + (name.contains(".") ? "$" : "[.]"))
                .reduce((left, right) -> left + "|" + right)
                .orElseThrow();
    }
}
