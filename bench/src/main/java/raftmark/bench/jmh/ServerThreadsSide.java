package raftmark.bench.jmh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A side of the asymmetric group of {@link ServerThreadsBenchmark}, called like its method. */
enum ServerThreadsSide {
    READER("get"),
    WRITER("put");

    private static final String GROUP = "readersAndWriters";

    private final String workload;

    ServerThreadsSide(String workload) {
        this.workload = workload;
    }

    /** What its clients do, as runs.csv calls it. */
    String workload() {
        return workload;
    }

    /** The side of a method, none if it belongs to no group. */
    static Optional<ServerThreadsSide> named(String method) {
        return Arrays.stream(values())
                .filter(side -> side.name().toLowerCase(Locale.ROOT).equals(method))
                .findFirst();
    }

    /** Whether the name is that of both sides together. */
    static boolean isGroup(String benchmark) {
        return benchmark.equals(GROUP);
    }
}
