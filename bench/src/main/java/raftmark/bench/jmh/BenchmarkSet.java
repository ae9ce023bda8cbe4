package raftmark.bench.jmh;

import java.util.Arrays;
import java.util.List;

/**
 * A named set of benchmarks with the arguments that it runs under.
 *
 * @param name as on the command line and in the result directory
 * @param announcement what it does and how long that takes, printed first
 * @param arguments JMH's
 */
record BenchmarkSet(String name, String announcement, List<SetArgument> arguments) {
    private static final List<BenchmarkSet> ALL = List.of(
            new BenchmarkSet(
                    "smoke",
                    "JMH smoke: each benchmark once, shortly; under two minutes. Its figures are not for quoting.",
                    arguments(
                            "ServerThreadsBenchmark",
                            "-f 1",
                            "-wi 1",
                            "-w 3",
                            "-i 1",
                            "-r 3",
                            "-t 16",
                            "-p handler=blocking",
                            "-p serverThreads=1,16")),
            new BenchmarkSet(
                    "server-threads",
                    "JMH server threads: 2 backends x 2 handlers x 4 pool sizes x 3 forks of about 22 s; about 20 minutes.",
                    arguments("ServerThreadsBenchmark")));

    /** @throws IllegalArgumentException listing the known sets */
    static BenchmarkSet named(String name) {
        return ALL.stream()
                .filter(set -> set.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no benchmark set '" + name + "'; there are "
                        + ALL.stream().map(BenchmarkSet::name).toList()));
    }

    private static List<SetArgument> arguments(String... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> new SetArgument(List.of(argument.split(" "))))
                .toList();
    }
}
